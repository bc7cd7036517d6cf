import type { AudioFrame } from '../../src/ports/audio.ts';

export const HEARING_RATE = 16_000;

/** A tone as a learner's sound, in frames of this length. */
export async function* toneFrames(ms: number, frameMs = 20, sampleRate = HEARING_RATE): AsyncGenerator<AudioFrame> {
  const samples = tone(ms, sampleRate);
  const length = Math.max(1, Math.round((frameMs * sampleRate) / 1000));
  for (let at = 0; at < samples.length; at += length) yield { samples: samples.slice(at, at + length), sampleRate };
}

export function tone(ms: number, sampleRate: number): Int16Array {
  return Int16Array.from({ length: (ms * sampleRate) / 1000 }, (_, n) =>
    Math.round(8000 * Math.sin((2 * Math.PI * 440 * n) / sampleRate)),
  );
}

/** Sound that comes when the test says so. */
export class Microphone implements AsyncIterable<AudioFrame> {
  readonly #frames: AudioFrame[] = [];
  #ended = false;
  #error: unknown;
  #wake: () => void = () => undefined;

  say(ms: number): void {
    this.#frames.push({ samples: tone(ms, HEARING_RATE), sampleRate: HEARING_RATE });
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#error = error;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<AudioFrame> {
    for (;;) {
      yield* this.#frames.splice(0);
      if (this.#frames.length > 0) continue;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** How many samples are in frames. */
export function lengthOf(frames: readonly AudioFrame[]): number {
  return frames.reduce((sum, { samples }) => sum + samples.length, 0);
}

/** Frames as one row of samples. */
export function joined(frames: readonly AudioFrame[]): Int16Array {
  const all = new Int16Array(lengthOf(frames));
  let at = 0;
  for (const { samples } of frames) {
    all.set(samples, at);
    at += samples.length;
  }
  return all;
}

/** Reads a stream to its end, keeping what came and the error that ended it. */
export async function readAll<T>(items: AsyncIterable<T>, onItem?: (item: T) => void) {
  const read: T[] = [];
  try {
    for await (const item of items) {
      read.push(item);
      onItem?.(item);
    }
    return { items: read, error: undefined };
  } catch (error) {
    return { items: read, error };
  }
}
