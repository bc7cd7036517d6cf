import type { AudioFrame } from '../ports/audio.ts';

/** Reads signed 16-bit little-endian samples from bytes that come in pieces of any length, also cut within a sample. */
export class Pcm16Reader {
  #half: number | undefined;

  push(bytes: Uint8Array): Int16Array {
    const carried = this.#half === undefined ? 0 : 1;
    const count = Math.floor((carried + bytes.length) / 2);
    const samples = new Int16Array(count);
    if (carried === 1 && count > 0) samples[0] = (this.#half ?? 0) | ((bytes[0] ?? 0) << 8);
    for (let index = carried, at = carried; index < count; index += 1, at += 2) {
      samples[index] = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    }
    const isCut = (carried + bytes.length) % 2 === 1;
    if (bytes.length > 0) this.#half = isCut ? bytes[bytes.length - 1] : undefined;
    return samples;
  }
}

/** Samples as little-endian bytes, whatever the machine's own order. */
export function toPcm16Bytes(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < samples.length; index += 1) view.setInt16(index * 2, samples[index] ?? 0, true);
  return bytes;
}

/** How long a frame sounds, in ms. */
export function durationMs(frame: AudioFrame): number {
  return (frame.samples.length * 1000) / frame.sampleRate;
}
