import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SpeechToText, TranscribeOptions, Transcript } from '../../src/ports/speech-to-text.ts';

/** One stretch that a recogniser was given: the test decides what it makes of it, and when. */
export class ScriptedStretch {
  readonly options: TranscribeOptions;
  readonly signal: AbortSignal;
  /** All sound that has come so far, by which a test may tell who speaks. */
  readonly sound: Int16Array[] = [];
  /** Samples of it. */
  samples = 0;
  /** The first of them, by which a test may tell stretches apart. */
  firstSample: number | undefined;
  /** Called when more of it has come. */
  onSound: (() => void) | undefined;
  /** Resolves when all of its sound has come. */
  readonly heardAll: Promise<void>;
  readonly #transcripts: (Transcript | Error | 'end')[] = [];
  #wake: () => void = () => undefined;
  #over = false;

  constructor(audio: AsyncIterable<AudioFrame>, options: TranscribeOptions, signal: AbortSignal) {
    this.options = options;
    this.signal = signal;
    this.heardAll = this.#listen(audio);
  }

  /** The loudness that most of it has, silence apart, by which a test may tell stretches apart. */
  get level(): number {
    const times = new Map<number, number>();
    for (const sample of this.sound.flatMap((piece) => [...piece])) {
      if (sample > 2000) times.set(sample, (times.get(sample) ?? 0) + 1);
    }
    const [most] = [...times].sort(([, a], [, b]) => b - a);
    return most?.[0] ?? 0;
  }

  /** What is recognised so far, replaced by what comes next. */
  partial(text: string): void {
    this.#put({ text, final: false });
  }

  /** Words for good; more may follow. */
  final(text: string): void {
    this.#put({ text, final: true });
  }

  /** All that will ever come. */
  end(text?: string): void {
    if (text !== undefined) this.final(text);
    this.#put('end');
  }

  fail(error: Error): void {
    this.#put(error);
  }

  async *transcripts(): AsyncGenerator<Transcript> {
    for (;;) {
      const next = this.#transcripts.shift();
      this.#over = next === 'end' || next instanceof Error;
      if (next === 'end') return;
      if (next instanceof Error) throw next;
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #put(next: Transcript | Error | 'end'): void {
    this.#transcripts.push(next);
    this.#wake();
  }

  async #listen(audio: AsyncIterable<AudioFrame>): Promise<void> {
    try {
      for await (const { samples } of audio) {
        this.firstSample ??= samples[0];
        this.sound.push(samples);
        this.samples += samples.length;
        this.onSound?.();
      }
    } catch (error) {
      // Its sound may be broken off once nobody waits for its words.
      if (!this.#over && !this.signal.aborted) throw error;
    }
  }
}

/** A recogniser that the test plays. */
export class ScriptedSpeechToText implements SpeechToText {
  readonly id = 'scripted';
  readonly streaming: boolean;
  /** Everything it was given, in order. */
  readonly stretches: ScriptedStretch[] = [];
  /** Plays a new stretch by itself, where set. */
  onStretch: ((stretch: ScriptedStretch) => void) | undefined;

  constructor(streaming = false) {
    this.streaming = streaming;
  }

  transcribe(
    audio: AsyncIterable<AudioFrame>,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Transcript> {
    const stretch = new ScriptedStretch(audio, options, signal);
    this.stretches.push(stretch);
    this.onStretch?.(stretch);
    return stretch.transcripts();
  }

  get last(): ScriptedStretch {
    const last = this.stretches.at(-1);
    if (!last) throw new Error('nothing was given to the recogniser');
    return last;
  }
}
