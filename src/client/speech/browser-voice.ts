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
    const current = this.#current;
    if (!current) return;
    this.#report(current, 0, isOwn(current));
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

  /** Says again how far it is with an answer of its own. */
  tellAgain(): void {
    if (this.#current && isOwn(this.#current)) this.#report(this.#current, 0);
  }

  /**
   * Of what the server began to speak it wants to know how much is said, as of its own sound; of what it only writes, how much
   * of the answer was heard, and that nothing more is said of it.
   */
  #report(current: Current, every: number, done = false): void {
    const { sentence, said, startedAt } = current;
    const { turnId, place } = sentence;
    const now = this.#options.now();
    if (now - current.toldAt < every) return;
    current.toldAt = now;
    const heard = isOwn(current) ? { heardChars: this.heardChars(turnId) ?? 0 } : { chars: said };
    this.#events.played({ turnId, sentence: place.index, playedMs: now - startedAt, done, ...heard });
  }

  #silence(): void {
    this.#utterance = undefined;
    speechSynthesis.cancel();
  }

  #speakNext(): void {
    const before = this.#current;
    const sentence = this.#queue.shift();
    const now = this.#options.now();
    this.#current = sentence && { sentence, said: sentence.from ?? 0, startedAt: now, toldAt: now };
    if (this.#current) {
      this.tellAgain();
      this.#speak(this.#current);
      return;
    }
    if (before && isOwn(before)) this.#report(before, 0, true);
    this.#events.speaking(undefined);
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

  #finished(current: Current): void {
    const { turnId, place, text } = current.sentence;
    this.#ledgers.open(turnId).finished(place.index);
    current.said = text.length;
    if (!isOwn(current)) this.#report(current, 0, true);
    this.#speakNext();
  }
}

/** Whether it is read by this voice alone: the server has not begun to speak it. */
function isOwn({ sentence }: Current): boolean {
  return sentence.turn === undefined;
}
