import type { Clock } from '../../ports/clock.ts';
import type { TextToSpeech } from '../../ports/text-to-speech.ts';
import type { ConversationEvent } from '../../protocol/server-events.ts';
import { asks } from '../../spoken/listen/said.ts';
import { beingSaid } from '../../spoken/listen/tutors-words.ts';
import { prepareForSpeaking } from '../../spoken/speak/prepare.ts';
import { speechNotice } from '../speech-notices.ts';
import type { AudioOut } from './audio-out.ts';
import { HeardLedger } from './heard-ledger.ts';
import { Playout } from './playout.ts';
import type { SentenceSound } from './sentence-sound.ts';
import { Synthesis } from './synthesis.ts';

/** From here on a learner who says “yes” may be answering. */
const LAST_MOMENT_MS = 1000;
/** A voice elsewhere that tells nothing for so long is not waited for: it takes twenty seconds for a long sentence. */
const ELSEWHERE_SILENT_MS = 30_000;
/** Of an answer, waited for services that say nothing: beyond it nobody would connect the sound with what they read. */
const LOST_MS = 10_000;

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
  /** How fast it speaks, where the learner chose so. */
  speed?: number | undefined;
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
  /** Of the present line. */
  #out: AudioOut;
  #synthesis: Synthesis | undefined;
  #failed = false;
  /** The sentence before could not be said, and its listener was told so. */
  #away = false;
  /** Waited in vain for the sound of sentences. */
  #lostMs = 0;
  /** The listener's own voice goes on; it tells how far it is. */
  #handedOver = false;
  /** Nobody listens: the answer is read. */
  #isRead = false;
  #cancelWait: () => void = () => undefined;
  #language: string | undefined;
  /** Whether the last sentence so far is a question. */
  #asks = false;
  readonly #sentences: { text: string; start: number }[] = [];

  constructor(options: TurnVoiceOptions) {
    const { number, clock, out, signal } = options;
    const { sampleRate } = out.format;
    this.number = number;
    this.#options = options;
    this.#out = out;
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
    return this.#isRead ? Number.POSITIVE_INFINITY : this.#ledger.heardChars;
  }

  /** Characters of the answer whose sound was sent; no bound where the listener's own voice says the rest, or it is read. */
  get sentChars(): number {
    return this.#handedOver || this.#isRead ? Number.POSITIVE_INFINITY : this.#ledger.sentChars;
  }

  /** Whether nothing but the last moment of a question is still to be heard. */
  get answerDue(): boolean {
    return this.#asks && this.#playout.remainingMs <= LAST_MOMENT_MS;
  }

  /** What is being said, with a little before and after it; undefined once nobody can confuse it with what they answer. */
  get saying(): string | undefined {
    if (!this.begun || this.answerDue) return undefined;
    return beingSaid(this.#sentences, this.heardChars);
  }

  /** Speaks the next sentence of the answer, which stands there at `start`. @param language BCP 47 */
  say(index: number, text: string, start: number, language: string): void {
    this.#asks = asks(text);
    this.#language = language;
    this.#sentences.push({ text, start });
    if (this.#failed && !this.#handedOver) return;
    const spoken = prepareForSpeaking(text, language);
    this.#ledger.add({ start, end: start + text.length, spoken });
    if (this.#handedOver) {
      this.#ledger.handOver(index);
      return;
    }
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

  /** The learner's player stands still for as long as they like: nothing is sent, and nobody is taken to be gone. */
  onHold(onHold: boolean): void {
    if (onHold) this.#playout.hold('on hold');
    else this.#playout.release('on hold');
  }

  /** @param chars said of the sentence by the listener's own voice */
  report(sentence: number, playedMs: number, done: boolean, chars?: number | undefined): void {
    if (chars !== undefined) {
      if (this.#handedOver) this.#elsewhere(sentence, chars, done);
      return;
    }
    this.#playout.report(sentence, done ? Number.POSITIVE_INFINITY : playedMs);
  }

  /** The line has room, or more was told over it. */
  room(): void {
    this.#playout.pump();
  }

  detach(): void {
    this.#playout.detach();
  }

  /** Its learner reads the answer, of which nothing was spoken yet: no sound is made or waited for. */
  read(): void {
    this.#isRead = true;
    this.#failed = true;
    this.#playout.close();
    this.#played.resolve();
  }

  /** Whether its sound can be sent over this line. */
  suits({ format }: AudioOut): boolean {
    return format.sampleRate === this.#out.format.sampleRate && format.encoding === this.#out.format.encoding;
  }

  /** A new line: what its learner was about to say over the one before is no reason to wait. */
  attach(out: AudioOut, reports: boolean): void {
    this.#out = out;
    this.#playout.release('learner');
    this.#playout.attach(out, reports);
  }

  #synthesisIn(language: string): Synthesis {
    const { tts, clock, signal, voice, speed, sink, out } = this.#options;
    return new Synthesis({
      tts,
      clock,
      signal,
      speaking: { format: out.format, language, voice, speed },
      onSound: ({ index, complete }, samples) => {
        this.#ledger.received(index, samples);
        if (samples > 0) this.#away = false;
        if (complete) this.#ledger.complete(index);
        this.#playout.pump();
      },
      onFirstByte: sink.firstByte,
      onFailure: (error, sound, afterMs) => {
        this.#lostMs += afterMs;
        return this.#passesOver(error, sound) || this.#fail(error);
      },
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

  #elsewhere(sentence: number, chars: number, done: boolean): void {
    this.#ledger.saidElsewhere(sentence, chars, done);
    this.#waitForElsewhere();
    this.#playout.pump();
  }

  #waitForElsewhere(): void {
    this.#cancelWait();
    this.#cancelWait = this.#options.clock.after(ELSEWHERE_SILENT_MS, this.#played.resolve);
  }

  /** A sentence of which there is no sound at all is read, and the next one asked of the services again. */
  #passesOver(error: unknown, sound: SentenceSound): boolean {
    const { whenVoiceFails = 'read' } = this.#out;
    if (this.#isRead || whenVoiceFails !== 'read' || sound.begun || this.#lostMs >= LOST_MS) return false;
    if (!this.#away) this.#tellFailure(error, {});
    this.#away = true;
    this.#playout.skip(sound);
    return true;
  }

  #tellFailure(error: unknown, place: { turn?: number; sentence?: number }): void {
    const { sink, onFailure } = this.#options;
    onFailure(error);
    const message = speechNotice(this.#handedOver ? 'voice_handed_over' : 'voice_failed', this.#language);
    sink.tell({ type: 'notice', code: 'voice_failed', message, ...place });
  }

  /** @returns false: nothing more is said by our services in this answer */
  #fail(error: unknown): false {
    const { onFailure, onGone, number } = this.#options;
    const { whenVoiceFails } = this.#out;
    if (this.#isRead) return false;
    this.#failed = true;
    this.#handedOver = whenVoiceFails === 'theirs';
    if (typeof whenVoiceFails === 'function') {
      onFailure(error);
      whenVoiceFails();
      onGone();
      return false;
    }
    const sentence = this.#playout.cutOff(this.#handedOver);
    const place = this.#handedOver && sentence !== undefined ? { turn: number, sentence } : {};
    if (!this.#away || this.#handedOver) this.#tellFailure(error, place);
    if (!this.#handedOver) return false;
    this.#waitForElsewhere();
    const stop = () => this.#cancelWait();
    this.#options.signal.addEventListener('abort', stop, { once: true });
    void this.#played.promise.then(stop);
    return false;
  }
}
