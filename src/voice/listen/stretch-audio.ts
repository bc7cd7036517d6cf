import type { AudioFrame } from '../../ports/audio.ts';
import type { VoiceEvidence } from './nothing-said.ts';

const SAMPLE_RATE = 16_000;
export const BYTES_PER_MS = (SAMPLE_RATE * 2) / 1_000;
const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;
/** 1 s: room is taken as it is needed, nothing is ever moved, and a question reaches its recogniser in few pieces. */
const CHUNK_SAMPLES = 16_384;
/** 20 ms, over which loudness is measured. */
const WINDOW_SAMPLES = 320;
/** Sound too short for any word, ms: a short "no" takes twice that. */
const SHORTEST_VOICE_MS = 100;
const FULL_SCALE = 32_768;

/**
 * The sound of one stretch of speech, from its first frame until somebody has understood it. Each reader gets all of it from
 * the beginning, also what comes later, in pieces as large as they have come together meanwhile.
 */
export class StretchAudio {
  #chunks: Int16Array[] = [];
  /** The last chunk, as sound comes. */
  #lastBytes = new Uint8Array(0);
  #length = 0;
  #ended = false;
  #wake: (() => void)[] = [];
  #windowSum = 0;
  #windowCount = 0;
  #loudest = 0;
  readonly #tutorSaid: string | undefined;

  /** @param tutorSaid what the tutor was saying when the voice began */
  constructor(tutorSaid?: string) {
    this.#tutorSaid = tutorSaid;
  }

  get ms(): number {
    return this.#length / SAMPLES_PER_MS;
  }

  get isTooShort(): boolean {
    return this.ms < SHORTEST_VOICE_MS;
  }

  /** Bytes held in memory. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_SAMPLES * 2;
  }

  get evidence(): VoiceEvidence {
    return { ms: this.ms, loudest: Math.sqrt(this.#loudest) / FULL_SCALE, tutorSaid: this.#tutorSaid };
  }

  /** @param pcm little-endian samples; half a one at the end is left out */
  append(pcm: Uint8Array): void {
    if (this.#ended) return;
    let offset = 0;
    const end = pcm.length - (pcm.length % 2);
    while (offset < end) {
      const at = this.#length % CHUNK_SAMPLES;
      const chunk = this.#lastChunk(at);
      const count = Math.min((end - offset) / 2, CHUNK_SAMPLES - at);
      this.#lastBytes.set(count * 2 === pcm.length ? pcm : pcm.subarray(offset, offset + count * 2), at * 2);
      this.#measure(chunk, at, at + count);
      this.#length += count;
      offset += count * 2;
    }
    this.#notify();
  }

  /** Silence in the place of sound that was lost on the way. */
  appendSilence(samples: number): void {
    for (let left = samples; left > 0 && !this.#ended; ) {
      const at = this.#length % CHUNK_SAMPLES;
      this.#lastChunk(at);
      const count = Math.min(left, CHUNK_SAMPLES - at);
      this.#length += count;
      left -= count;
    }
  }

  /** Nothing follows: readers come to their end. */
  end(): void {
    this.#ended = true;
    this.#notify();
  }

  /** Lets go of the sound: it is understood, or was nothing. */
  drop(): void {
    this.end();
    this.#chunks = [];
    this.#length = 0;
  }

  /** All of it, until the end of the stretch. */
  async *frames(): AsyncGenerator<AudioFrame> {
    let position = 0;
    for (;;) {
      while (position < this.#length) {
        const samples = this.#pieceFrom(position, this.#length);
        position += samples.length;
        yield { samples, sampleRate: SAMPLE_RATE };
      }
      if (this.#ended) return;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** What has come up to now. */
  async *soFar(): AsyncGenerator<AudioFrame> {
    const end = this.#length;
    for (let position = 0; position < end && position < this.#length; ) {
      const samples = this.#pieceFrom(position, end);
      position += samples.length;
      yield { samples, sampleRate: SAMPLE_RATE };
    }
  }

  #pieceFrom(position: number, end: number): Int16Array {
    const at = position % CHUNK_SAMPLES;
    const chunk = this.#chunks[Math.floor(position / CHUNK_SAMPLES)] ?? new Int16Array(0);
    return chunk.subarray(at, Math.min(CHUNK_SAMPLES, at + end - position));
  }

  #lastChunk(at: number): Int16Array {
    const last = this.#chunks.at(-1);
    if (last && at > 0) return last;
    const chunk = new Int16Array(CHUNK_SAMPLES);
    this.#chunks.push(chunk);
    this.#lastBytes = new Uint8Array(chunk.buffer);
    return chunk;
  }

  #measure(chunk: Int16Array, from: number, to: number): void {
    for (let at = from; at < to; ) {
      const until = Math.min(to, at + WINDOW_SAMPLES - this.#windowCount);
      this.#windowCount += until - at;
      // Whole numbers, which a double holds exactly.
      let sum = this.#windowSum;
      for (; at < until; at += 1) {
        const sample = chunk[at] ?? 0;
        sum += sample * sample;
      }
      this.#windowSum = sum;
      if (this.#windowCount < WINDOW_SAMPLES) return;
      this.#loudest = Math.max(this.#loudest, sum / WINDOW_SAMPLES);
      this.#windowSum = 0;
      this.#windowCount = 0;
    }
  }

  #notify(): void {
    if (this.#wake.length === 0) return;
    for (const wake of this.#wake.splice(0)) wake();
  }
}
