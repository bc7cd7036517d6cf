/** What a decoder gives: a stretch of all channels, -1..1. */
export interface DecodedPart {
  channels: readonly Float32Array[];
  /** Samples a second. */
  rate: number;
}

/** What speech services are given. */
export const SAMPLE_RATE = 16_000;

/** Puts decoded parts together as one channel of 16-bit samples at 16 kHz, part by part: the whole is never there as floats. */
export class SoundBuilder {
  readonly #parts: Int16Array[] = [];

  add({ channels, rate }: DecodedPart): void {
    const [first] = channels;
    if (!first || first.length === 0 || !(rate > 0)) return;
    const ratio = rate / SAMPLE_RATE;
    const out = new Int16Array(Math.floor(first.length / ratio));
    for (let at = 0; at < out.length; at += 1) {
      const value = meanOf(
        channels,
        Math.floor(at * ratio),
        Math.max(Math.floor((at + 1) * ratio), Math.floor(at * ratio) + 1),
      );
      out[at] = Math.max(-1, Math.min(1, value)) * 0x7fff;
    }
    this.#parts.push(out);
  }

  samples(): Int16Array {
    const all = new Int16Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** The mean over a stretch takes out what a lower rate cannot hold well enough for speech. */
function meanOf(channels: readonly Float32Array[], from: number, to: number): number {
  let sum = 0;
  for (const channel of channels) for (let at = from; at < to; at += 1) sum += channel[at] ?? 0;
  return sum / ((to - from) * channels.length);
}
