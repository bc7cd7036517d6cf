import type { SpokenText } from '../../spoken/speak/spoken-text.ts';
import { HeardLedgers } from './heard-ledger.ts';
import type { SpeechProgress, SpokenSentence, Voice, VoiceEvents } from './voice.ts';

/** At most this often is the server told how far a sentence is that it began to speak itself, ms. */
const REPORT_EVERY_MS = 250;

interface Current {
  sentence: SpokenSentence;
  /** Characters of the sentence that were said. */
  said: number;
  startedAt: number;
  toldAt: number;
}

export interface BrowserVoiceOptions {
  language(): string;
  /** 1 is the voice's own speed. */
  speed(): number;
  /** ms, rising. */
  now(): number;
  /** A text as it is said: numbers, formulas and signs in words. */
  prepare(text: string, language: string): SpokenText;
}

export function canSpeak(): boolean {
  return 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;
}

/** Speaks answers sentence by sentence with the browser's own voice. */
export class BrowserVoice implements Voice {
  readonly #events: VoiceEvents;
  readonly #options: BrowserVoiceOptions;
  readonly #ledgers = new HeardLedgers();
  #queue: SpokenSentence[] = [];
  #current: Current | undefined;
  #utterance: SpeechSynthesisUtterance | undefined;
  #paused = false;

  constructor(events: VoiceEvents, options: BrowserVoiceOptions) {
    this.#events = events;
    this.#options = options;
  }

  get speaking(): SpeechProgress | undefined {
    if (!this.#current) return undefined;
    const { sentence, said } = this.#current;
    return { turnId: sentence.turnId, index: sentence.place.index, text: sentence.text, said };
  }

  heardChars(turnId: string): number | undefined {
    return this.#ledgers.heardChars(turnId);
  }

  say(sentence: SpokenSentence): void {
    this.#ledgers.open(sentence.turnId).planned(sentence.place);
    this.#queue.push(sentence);
    if (!this.#current && !this.#paused) this.#speakNext();
  }

  /** Says what another voice has left of a turn. */
  goOn(rest: SpokenSentence[], { turnId, chars }: { turnId: string; chars: number }): void {
    this.#ledgers.open(turnId).atLeast(chars);
    for (const sentence of rest) this.say(sentence);
    if (rest.length === 0) this.#events.speaking(undefined);
  }

  finish(): void {
    // Its queue runs empty by itself.
  }

  /** Some phones end what they are told to pause: so it is ended here, and its rest spoken later. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    if (this.#current) this.#report(this.#current, 0);
    this.#silence();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (this.#current) this.#speak(this.#current);
    else this.#speakNext();
  }

  drop(): void {
    this.#queue = [];
    this.#paused = false;
    if (!this.#current) return;
    this.#report(this.#current, 0);
    this.#current = undefined;
    this.#silence();
    this.#events.speaking(undefined);
  }

  cut(turnId: string): void {
    this.#queue = this.#queue.filter((sentence) => sentence.turnId !== turnId);
    if (this.#current?.sentence.turnId !== turnId) return;
    const rest = this.#queue;
    this.drop();
    for (const sentence of rest) this.say(sentence);
  }

  close(): void {
    this.drop();
  }

  /** Of what the server began to speak it wants to know how much is said, as of its own sound. */
  #report(current: Current, every: number): void {
    const { sentence, said, startedAt } = current;
    const now = this.#options.now();
    if (sentence.turn === undefined || now - current.toldAt < every) return;
    current.toldAt = now;
    this.#events.played(sentence.turnId, sentence.place.index, now - startedAt, false, said);
  }

  #silence(): void {
    this.#utterance = undefined;
    speechSynthesis.cancel();
  }

  #speakNext(): void {
    const sentence = this.#queue.shift();
    const now = this.#options.now();
    this.#current = sentence && { sentence, said: sentence.from ?? 0, startedAt: now, toldAt: now };
    if (this.#current) this.#speak(this.#current);
    else this.#events.speaking(undefined);
  }

  /** Speaks what is left of a sentence. */
  #speak(current: Current): void {
    const { turnId, place, text } = current.sentence;
    const ledger = this.#ledgers.open(turnId);
    const from = current.said;
    const language = this.#options.language();
    const prepared = this.#options.prepare(text.slice(from), language);
    if (!/[\p{L}\p{N}]/u.test(prepared.text)) {
      this.#finished(current);
      return;
    }
    const utterance = new SpeechSynthesisUtterance(prepared.text);
    utterance.lang = language;
    utterance.rate = this.#options.speed();
    const whileCurrent = (action: () => void) => {
      if (this.#utterance === utterance) action();
    };
    utterance.onboundary = ({ charIndex }) =>
      whileCurrent(() => {
        current.said = Math.max(current.said, from + prepared.sourceAt(charIndex));
        ledger.reached(place.index, current.said);
        this.#report(current, REPORT_EVERY_MS);
        this.#events.speaking(this.speaking);
      });
    utterance.onend = () => whileCurrent(() => this.#finished(current));
    utterance.onerror = () => whileCurrent(() => this.#speakNext());
    this.#utterance = utterance;
    this.#events.speaking(this.speaking);
    speechSynthesis.speak(utterance);
  }

  #finished({ sentence, startedAt }: Current): void {
    const { turnId, turn, place, text } = sentence;
    this.#ledgers.open(turnId).finished(place.index);
    const chars = turn === undefined ? [] : [text.length];
    this.#events.played(turnId, place.index, this.#options.now() - startedAt, true, ...chars);
    this.#speakNext();
  }
}
