import type { Clock } from '../../ports/clock.ts';
import type { TextToSpeech } from '../../ports/text-to-speech.ts';
import type { ConversationEvent } from '../../protocol/server-events.ts';
import { speechNotice } from '../speech-notices.ts';
import type { AudioOut } from './audio-out.ts';
import { HeardLedger } from './heard-ledger.ts';
import { Playout } from './playout.ts';
import { prepareForSpeaking } from './prepare.ts';
import { Synthesis } from './synthesis.ts';

/** From here on a learner who says “yes” may be answering. */
const LAST_MOMENT_MS = 1000;
const QUESTION = /[?？]\P{L}*$/u;

/** What a turn hears of its voice. */
export interface TurnVoiceSink {
  /** Tells something in the conversation. */
  tell: (event: ConversationEvent) => void;
  /** A stage of speech was reached: ms from the sentence to its first sound, ms since the epoch of the first sound sent. */
  firstByte: (ms: number) => void;
  firstAudio: (at: number) => void;
  /** One more sentence was heard to its end. */
  heardMore: () => void;
}

export interface TurnVoiceOptions {
  /** The turn's number on the wire. */
  number: number;
  tts: TextToSpeech;
  clock: Clock;
  /** The turn's; aborting it silences the voice at once. */
  signal: AbortSignal;
  /** Name of a voice, where the learner chose one. */
  voice: string | undefined;
  out: AudioOut;
  /** The client is known to tell what it plays. */
  reports: boolean;
  sink: TurnVoiceSink;
  onSpeaking: () => void;
  /** Nobody hears it any more. */
  onGone: () => void;
  /** The voice failed: a defect or an AppError. */
  onFailure: (error: unknown) => void;
}

/** The voice of one turn: sentences go in, sound goes out, and what of it was heard is known at any time. */
export class TurnVoice {
  readonly number: number;
  readonly #options: TurnVoiceOptions;
  readonly #ledger: HeardLedger;
  readonly #playout: Playout;
  readonly #played = Promise.withResolvers<void>();
  #synthesis: Synthesis | undefined;
  #failed = false;
  #language: string | undefined;
  /** Whether the last sentence so far is a question. */
  #asks = false;

  constructor(options: TurnVoiceOptions) {
    const { number, clock, out, signal } = options;
    const { sampleRate } = out.format;
    this.number = number;
    this.#options = options;
    this.#ledger = new HeardLedger(sampleRate);
    this.#playout = new Playout({
      turn: number,
      ledger: this.#ledger,
      clock,
      sampleRate,
      onSent: (first) => this.#sent(first),
      onHeard: options.sink.heardMore,
      onFinished: this.#played.resolve,
      onStalled: options.onGone,
    });
    this.#playout.attach(out, options.reports);
    signal.addEventListener('abort', () => this.#playout.close(), { once: true });
    if (signal.aborted) this.#playout.close();
  }

  /** Resolves when all was played, after `end`. */
  get played(): Promise<void> {
    return this.#played.promise;
  }

  /** Whether any of it was sent. */
  get begun(): boolean {
    return this.#playout.begun;
  }

  /** Characters of the answer that were heard, not yet rounded to a word. */
  get heardChars(): number {
    return this.#ledger.heardChars;
  }

  /** Characters of the answer whose sound was sent. */
  get sentChars(): number {
    return this.#ledger.sentChars;
  }

  /** Whether nothing but the last moment of a question is still to be heard. */
  get answerDue(): boolean {
    return this.#asks && this.#playout.remainingMs <= LAST_MOMENT_MS;
  }

  /** Speaks the next sentence of the answer, which stands there at `start`. @param language BCP 47 */
  say(index: number, text: string, start: number, language: string): void {
    this.#asks = QUESTION.test(text);
    this.#language = language;
    if (this.#failed) return;
    const spoken = prepareForSpeaking(text, language);
    this.#ledger.add({ start, end: start + text.length, spoken });
    this.#synthesis ??= this.#synthesisIn(language);
    this.#playout.add(this.#synthesis.add(index, spoken));
  }

  /** The event of a sentence was told, with this offset: its sound may follow. */
  told(index: number, offset: number): void {
    this.#playout.told(index, offset);
  }

  /** The answer has no further sentence. */
  end(): void {
    this.#playout.end();
  }

  /** The learner makes a sound: nothing is said meanwhile. */
  hold(): void {
    const wasHeld = this.#playout.held;
    this.#playout.hold('learner');
    if (this.begun && !wasHeld) this.#options.sink.tell({ type: 'state', state: 'listening' });
  }

  /** It was nothing: goes on where it stopped. */
  resume(): void {
    this.#playout.release('learner');
    if (this.begun && !this.#playout.held) this.#options.sink.tell({ type: 'state', state: 'speaking' });
  }

  report(sentence: number, playedMs: number, done: boolean): void {
    this.#playout.report(sentence, done ? Number.POSITIVE_INFINITY : playedMs);
  }

  /** The line has room, or more was told over it. */
  room(): void {
    this.#playout.pump();
  }

  detach(): void {
    this.#playout.detach();
  }

  /** A new line: what its learner was about to say over the one before is no reason to wait. */
  attach(out: AudioOut, reports: boolean): void {
    this.#playout.release('learner');
    this.#playout.attach(out, reports);
  }

  #synthesisIn(language: string): Synthesis {
    const { tts, clock, signal, voice, sink, out } = this.#options;
    return new Synthesis({
      tts,
      clock,
      signal,
      speaking: { format: out.format, language, voice },
      onSound: ({ index, complete }, samples) => {
        this.#ledger.received(index, samples);
        if (complete) this.#ledger.complete(index);
        this.#playout.pump();
      },
      onFirstByte: sink.firstByte,
      onFailure: (error) => this.#fail(error),
    });
  }

  #sent(first: boolean): void {
    this.#synthesis?.sent();
    if (!first) return;
    const { sink, clock, onSpeaking } = this.#options;
    sink.firstAudio(clock.now());
    sink.tell({ type: 'state', state: 'speaking' });
    onSpeaking();
  }

  #fail(error: unknown): void {
    const { sink, onFailure } = this.#options;
    this.#failed = true;
    onFailure(error);
    sink.tell({ type: 'notice', code: 'voice_failed', message: speechNotice('voice_failed', this.#language) });
    this.#playout.cutOff();
  }
}
