import { toAppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Logger } from '../../logger.ts';
import type { VoiceActivityDetector } from '../../ports/voice-activity.ts';

/** Samples that a detector judges at once: 32 ms. */
export const WINDOW_SAMPLES = 512;
const WINDOW_MS = 32;
/** Silero's own two thresholds: a voice begins above the first and lasts until it falls below the second. */
const BEGINS = 0.5;
const LASTS = 0.35;
/** Windows of voice before it is one, 96 ms: a click or a key is shorter, a syllable longer. */
const LEAST_WINDOWS = 3;
/** Sound from before the voice was noticed, 256 ms: soft first consonants are below every threshold. */
const PRE_ROLL_WINDOWS = 8;
/** Silence that ends a voice, 256 ms: stops inside words last some 100. Whether a turn ends there is not decided here. */
const HANGOVER_WINDOWS = 8;
/** Windows that wait for the detector, two seconds: beyond it is too slow, and the oldest is taken for what was before it. */
const MOST_WAITING = 64;
/** Of them those that it is asked of at once: what a busy server brings late is judged in one go. */
const ASKED_AT_ONCE = 16;
/** Without a detector's word, louder than this is a voice: -40 dB of full scale. */
const LOUD = 0.01;

/** Where voice goes: an ear, or the line in front of one. */
export interface VoiceSink {
  speechStart(id: string): void;
  audio(pcm: Uint8Array): void;
  speechEnd(id: string, end: { silentMs: number }): void;
}

export interface VoiceActivityGate {
  /** Sound as it comes, 16 kHz, in pieces of any length; copied. */
  push(samples: Int16Array): void;
  /** Nothing follows. Resolves when all of it has been judged and passed on. */
  close(): Promise<void>;
}

/** Lets only voice through, for doors that send whatever they hear: tells when it begins and ends. */
export function createVoiceActivityGate(
  detector: VoiceActivityDetector,
  sink: VoiceSink,
  logger: Logger,
): VoiceActivityGate {
  return new Gate(detector, sink, logger);
}

/** A window in its turn. */
interface Waiting {
  samples: Int16Array;
  /** Undefined until it is judged. */
  probability?: number;
}

class Gate implements VoiceActivityGate {
  readonly #detector: VoiceActivityDetector;
  readonly #sink: VoiceSink;
  readonly #logger: Logger;
  #window = new Int16Array(WINDOW_SAMPLES);
  #filled = 0;
  /** In order; the first of them have been asked of. */
  readonly #waiting: Waiting[] = [];
  #asked = 0;
  /** Questions to the detector that it has not answered, also of windows that are no longer waited for. */
  #open = 0;
  #whenJudged: () => void = () => undefined;
  readonly #before: Int16Array[] = [];
  /** Id of the voice that goes on. */
  #speaking: string | undefined;
  #voiced = 0;
  #silent = 0;
  #failed = false;

  constructor(detector: VoiceActivityDetector, sink: VoiceSink, logger: Logger) {
    this.#detector = detector;
    this.#sink = sink;
    this.#logger = logger;
  }

  push(samples: Int16Array): void {
    for (let at = 0; at < samples.length; ) {
      const piece = samples.subarray(at, at + WINDOW_SAMPLES - this.#filled);
      this.#window.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === WINDOW_SAMPLES) this.#enqueue();
    }
  }

  async close(): Promise<void> {
    if (this.#filled > 0) this.#enqueue();
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => (this.#whenJudged = resolve));
    if (this.#speaking !== undefined) this.#end();
    this.#detector.reset();
  }

  #enqueue(): void {
    // What is left of the last window is silence: a new one begins as such.
    this.#waiting.push({ samples: this.#window });
    this.#window = new Int16Array(WINDOW_SAMPLES);
    this.#filled = 0;
    while (this.#waiting.length > MOST_WAITING) this.#shift(this.#speaking ? 1 : 0);
    this.#ask();
  }

  /** Not in a loop that awaits: that would cost some 30 windows a second of each line twice as much. */
  #ask(): void {
    while (this.#open < ASKED_AT_ONCE) {
      const window = this.#waiting[this.#asked];
      if (!window) return;
      this.#asked += 1;
      this.#open += 1;
      void this.#detector.probability(window.samples).then(
        (probability) => {
          this.#failed = false;
          this.#judged(window, probability);
        },
        (error: unknown) => {
          this.#tellFailure(error);
          this.#judged(window, loudnessOf(window.samples) >= LOUD ? 1 : 0);
        },
      );
    }
  }

  #judged(window: Waiting, probability: number): void {
    this.#open -= 1;
    window.probability = probability;
    for (let [first] = this.#waiting; first?.probability !== undefined; [first] = this.#waiting) {
      this.#shift(first.probability);
    }
    this.#ask();
    if (this.#waiting.length === 0) this.#whenJudged();
  }

  #shift(probability: number): void {
    const first = this.#waiting.shift();
    if (!first) return;
    if (this.#asked > 0) this.#asked -= 1;
    this.#take(first.samples, probability);
  }

  /** A detector that breaks down is told once; then what is loud is a voice. */
  #tellFailure(error: unknown): void {
    // A server that stops hears its lines until they are gone: nobody has to act.
    const isStopping = toAppError(error).code === 'voice_activity_closed';
    if (!this.#failed && !isStopping) this.#logger.error({ err: error }, 'voice activity is judged by loudness alone');
    this.#failed = true;
  }

  #take(window: Int16Array, probability: number): void {
    if (this.#speaking === undefined) this.#listen(window, probability);
    else this.#goOn(window, probability);
  }

  #listen(window: Int16Array, probability: number): void {
    this.#before.push(window);
    this.#voiced = probability >= BEGINS ? this.#voiced + 1 : 0;
    if (this.#before.length > PRE_ROLL_WINDOWS + LEAST_WINDOWS) this.#before.shift();
    if (this.#voiced < LEAST_WINDOWS) return;
    this.#speaking = newId();
    this.#silent = 0;
    this.#sink.speechStart(this.#speaking);
    for (const earlier of this.#before.splice(0)) this.#pass(earlier);
  }

  #goOn(window: Int16Array, probability: number): void {
    this.#pass(window);
    this.#silent = probability >= LASTS ? 0 : this.#silent + 1;
    if (this.#silent >= HANGOVER_WINDOWS) this.#end();
  }

  #pass(window: Int16Array): void {
    this.#sink.audio(new Uint8Array(window.buffer, window.byteOffset, window.byteLength));
  }

  #end(): void {
    if (this.#speaking === undefined) return;
    this.#sink.speechEnd(this.#speaking, { silentMs: this.#silent * WINDOW_MS });
    this.#speaking = undefined;
    this.#voiced = 0;
  }
}

function loudnessOf(window: Int16Array): number {
  let sum = 0;
  for (const sample of window) sum += (sample / 32_768) ** 2;
  return Math.sqrt(sum / window.length);
}
