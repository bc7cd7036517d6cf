import type { AudioFrame } from '../ports/audio.ts';
import { durationMs } from '../sound/pcm16.ts';

/** Two minutes of 16 kHz sound are 3.8 MB; utterances are closed well before that. */
const LONGEST_KEPT_MS = 120_000;
/** Rounding of a service's own times. */
const TOLERANCE_MS = 0.5;

/**
 * One learner's sound, read once and kept until it is understood, so that it can be given to another service from there on.
 * It is read as fast as the service of the moment reads.
 */
export class KeptAudio {
  readonly #source: AsyncIterator<AudioFrame>;
  readonly #onBroken: (error: unknown) => void;
  #frames: AudioFrame[] = [];
  /** Number of the first kept frame, and ms of the sound before it. */
  #first = 0;
  #startMs = 0;
  #keptMs = 0;
  #pulling: Promise<void> | undefined;
  #end: { error?: unknown } | undefined;
  #hasLost = false;

  /** @param onBroken is told when the source throws: no service is to blame for that */
  constructor(source: AsyncIterable<AudioFrame>, onBroken: (error: unknown) => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#onBroken = onBroken;
  }

  /** Ms of the sound before what is kept: a service that is asked now counts from there. */
  get startMs(): number {
    return this.#startMs;
  }

  get keptMs(): number {
    return this.#keptMs;
  }

  /** The learner has finished and every word is understood. */
  get isDone(): boolean {
    return this.#end !== undefined && this.#frames.length === 0;
  }

  /** More was said than is kept: another service would miss the beginning. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** From what is not understood yet to the end. `onEnd` is called once all of it is read. Throws what the source throws. */
  async *replay(onEnd: () => void): AsyncGenerator<AudioFrame> {
    let place = this.#first;
    for (;;) {
      place = Math.max(place, this.#first);
      const frame = this.#frames[place - this.#first];
      if (frame) {
        place += 1;
        yield frame;
        continue;
      }
      if (this.#end) break;
      this.#pulling ??= this.#pull();
      await this.#pulling;
    }
    if ('error' in this.#end) throw this.#end.error;
    onEnd();
  }

  /** Forgets what is understood. @param end ms from the beginning of the sound */
  understood(end: number): void {
    for (let frame = this.#frames[0]; frame; frame = this.#frames[0]) {
      const frameMs = durationMs(frame);
      if (this.#startMs + frameMs > end + TOLERANCE_MS) break;
      this.#drop(frameMs);
    }
    const [partly] = this.#frames;
    if (partly) this.#cutFirst(partly, end);
  }

  #cutFirst({ samples, sampleRate }: AudioFrame, end: number): void {
    const known = Math.floor(((end - this.#startMs) * sampleRate) / 1000);
    if (known <= 0) return;
    this.#frames[0] = { samples: samples.subarray(known), sampleRate };
    this.#startMs += (known * 1000) / sampleRate;
    this.#keptMs -= (known * 1000) / sampleRate;
  }

  #drop(frameMs: number): void {
    this.#frames.shift();
    this.#first += 1;
    this.#startMs += frameMs;
    this.#keptMs -= frameMs;
  }

  async #pull(): Promise<void> {
    try {
      const { done, value } = await this.#source.next();
      if (done) this.#end = {};
      else this.#keep(value);
    } catch (error) {
      this.#end = { error };
      this.#onBroken(error);
    } finally {
      this.#pulling = undefined;
    }
  }

  #keep(frame: AudioFrame): void {
    this.#frames.push(frame);
    this.#keptMs += durationMs(frame);
    const [oldest] = this.#frames;
    if (this.#keptMs <= LONGEST_KEPT_MS || !oldest || this.#frames.length === 1) return;
    this.#drop(durationMs(oldest));
    this.#hasLost = true;
  }
}
