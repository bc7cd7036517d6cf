import { AppError } from '../../errors.ts';
import type { AudioFrame } from '../../ports/audio.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../ports/text-to-speech.ts';
import { isPronounceable } from '../../sound/pronounceable.ts';
import type { SpokenText } from '../../spoken/speak/spoken-text.ts';
import { orAborted, untilAborted } from '../../until-aborted.ts';
import { SentenceSound } from './sentence-sound.ts';

/** Sound made and not sent yet, beyond which the service is not read from: some 10 s take half a megabyte. */
const AHEAD_MS = 10_000;
/** A service that is silent for so long in the middle of a sentence is taken as down. */
export const SILENT_SERVICE_MS = 10_000;
/** No voice is that slow; whoever makes more sound of a sentence never ends. Per letter, and for any sentence. */
const LONGEST = { msPerWeight: 500, ms: 10_000 };

export interface SynthesisOptions {
  tts: TextToSpeech;
  clock: Clock;
  /** The turn's; aborting it ends everything at once. */
  signal: AbortSignal;
  speaking: SynthesizeOptions;
  /** More of a sentence's sound is there, or all of it. */
  onSound: (sound: SentenceSound, samples: number) => void;
  /** The first sound of the turn came so long after its words were known, ms. */
  onFirstByte: (ms: number) => void;
  /** The voice failed in this sentence, after so many ms. @returns whether the next one is tried */
  onFailure: (error: unknown, sound: SentenceSound, afterMs: number) => boolean;
}

interface Waiting {
  sound: SentenceSound;
  spoken: SpokenText;
}

/** Makes the sound of a turn's sentences, in order, one sentence ahead of the one that is being sent. */
export class Synthesis {
  readonly #options: SynthesisOptions;
  readonly #waiting: Waiting[] = [];
  /** Sentences whose sound is not all sent, in order; the first is being sent. */
  #unsent: SentenceSound[] = [];
  #working = false;
  #first = true;
  #wake: () => void = () => undefined;

  constructor(options: SynthesisOptions) {
    this.#options = options;
  }

  /** The next sentence. @returns its sound, which fills by and by */
  add(index: number, spoken: SpokenText): SentenceSound {
    const sound = new SentenceSound(index);
    this.#waiting.push({ sound, spoken });
    this.#unsent.push(sound);
    if (!this.#working) void this.#work();
    return sound;
  }

  /** Sound was sent, so there may be room for more. */
  sent(): void {
    this.#forgetSent();
    this.#wake();
  }

  #forgetSent(): void {
    this.#unsent = this.#unsent.filter((sound) => !sound.complete || sound.waiting > 0);
  }

  async #work(): Promise<void> {
    this.#working = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      // `#working` stays set: what comes later is not made any more.
      if (!(await this.#try(next))) return;
    }
    this.#working = false;
  }

  /** @returns whether the next one is tried */
  async #try(next: Waiting): Promise<boolean> {
    const { signal, clock, onFailure } = this.#options;
    const { sound } = next;
    let askedAt = clock.now();
    try {
      // The first one is asked for in the same go: whatever else the answer brings comes after it.
      if (this.#unsent.indexOf(sound) > 1) await this.#until(() => this.#unsent.indexOf(sound) <= 1);
      askedAt = clock.now();
      await this.#make(next);
      return true;
    } catch (error) {
      if (signal.aborted || !onFailure(error, sound, Math.max(0, clock.now() - askedAt))) return false;
      this.#forgetSent();
      return true;
    }
  }

  async #make({ sound, spoken }: Waiting): Promise<void> {
    const { tts, clock, signal, speaking, onFirstByte } = this.#options;
    if (isPronounceable(spoken.text)) {
      const limit = speaking.format.sampleRate * ((LONGEST.ms + LONGEST.msPerWeight * spoken.weight) / 1000);
      const askedAt = clock.now();
      let samples = 0;
      for await (const frame of this.#frames(tts.synthesize(spoken.text.trim(), speaking, signal))) {
        if (this.#first && frame.samples.length > 0) onFirstByte(Math.max(0, clock.now() - askedAt));
        this.#first &&= frame.samples.length === 0;
        samples += frame.samples.length;
        if (samples > limit) throw failed('The voice did not come to an end.');
        this.#take(sound, frame.samples);
        await this.#until(() => this.#aheadMs() < AHEAD_MS);
      }
      if (samples === 0) throw failed('The voice said nothing.');
    }
    sound.finish();
    this.#forgetSent();
    this.#options.onSound(sound, 0);
  }

  #take(sound: SentenceSound, samples: Int16Array): void {
    sound.push(samples);
    this.#options.onSound(sound, samples.length);
  }

  /** The same frames, but fails where the service falls silent. */
  async *#frames(source: AsyncIterable<AudioFrame>): AsyncGenerator<AudioFrame> {
    const { clock, signal } = this.#options;
    const late = new AbortController();
    const either = AbortSignal.any([signal, late.signal]);
    const watch = () =>
      clock.after(SILENT_SERVICE_MS, () => late.abort(failed('The voice fell silent.', 'tts_timeout')));
    let cancel = watch();
    try {
      // What a source says after it was given up is of no interest to anybody.
      for await (const frame of untilAborted(source, either, () => undefined)) {
        cancel();
        yield frame;
        cancel = watch();
      }
    } finally {
      cancel();
    }
  }

  #aheadMs(): number {
    const samples = this.#unsent.reduce((sum, sound) => sum + sound.waiting, 0);
    return (samples / this.#options.speaking.format.sampleRate) * 1000;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await orAborted(promise, this.#options.signal);
    }
  }
}

function failed(message: string, code = 'tts_failed'): AppError {
  return new AppError({ code, status: 502, message, retryable: true });
}
