import type { AudioFrame } from '../ports/audio.ts';

/** Reads signed 16-bit little-endian samples from bytes that come in pieces of any length, also cut within a sample. */
export class Pcm16Reader {
  #half: number | undefined;

  push(bytes: Uint8Array): Int16Array {
    const carried = this.#half === undefined ? 0 : 1;
    const count = Math.floor((carried + bytes.length) / 2);
    const samples = new Int16Array(count);
    const byteAt = (index: number): number => (index < carried ? this.#half : bytes[index - carried]) ?? 0;
    for (let index = 0; index < count; index += 1) {
      samples[index] = byteAt(2 * index) | (byteAt(2 * index + 1) << 8);
    }
    this.#half = (carried + bytes.length) % 2 === 1 ? byteAt(2 * count) : undefined;
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
