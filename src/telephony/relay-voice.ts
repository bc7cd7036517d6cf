import type { Clock } from '../ports/clock.ts';
import type { CallVoice } from './call-voice.ts';
import { MS_A_CHARACTER, SLOW_MS_A_CHARACTER } from './pace.ts';
import type { RelayReply } from './relay-messages.ts';
import type { Silence } from './silence.ts';
import type { VoiceTag } from './voice-tag.ts';

/** Time for the last word to be heard before the line is cut, beyond what a voice needs for the words, ms. */
const LAST_WORD_MS = 1500;
/** Twilio ends its session at once when it is told to; who does not is not there any more, ms. */
export const END_UNANSWERED_MS = 10_000;

export interface RelayVoiceOptions {
  send: (reply: RelayReply) => void;
  silence: Silence;
  clock: Clock;
  /** The session was to end, and nobody has ended it. */
  onEndUnanswered: () => void;
}

/** Speaks through ConversationRelay: text in pieces, each utterance closed by a `last` one. */
export class RelayVoice implements CallVoice {
  readonly #options: RelayVoiceOptions;
  /** Given since the last `last`. */
  #open = '';
  /** The utterance that was begun last, closed or not, and since when it is said, ms since the epoch. */
  #saying = { text: '', since: 0 };
  /** Undefined: as the call began. */
  #language: VoiceTag | undefined;
  #cancelEnd: (() => void) | undefined;

  constructor(options: RelayVoiceOptions) {
    this.#options = options;
  }

  say(text: string, language?: VoiceTag): void {
    if (this.#open === '') this.#saying = { text: '', since: this.#options.clock.now() };
    this.#open += `${text} `;
    this.#saying.text = this.#open;
    const other = language !== undefined && this.#language !== undefined && language !== this.#language;
    this.#options.send({ type: 'text', token: `${text} `, last: false, ...(other && { lang: language }) });
  }

  yourTurn(patient = false): void {
    const { silence } = this.#options;
    if (patient) silence.holdOn();
    else silence.spoken(this.#open);
    this.closeUtterance();
  }

  speak(language: VoiceTag): void {
    if (this.#language === language) return;
    this.#language = language;
    this.#options.send({ type: 'language', ttsLanguage: language, transcriptionLanguage: language });
  }

  hangUp(): void {
    this.#endAfter(undefined);
  }

  transfer(number: string): void {
    this.#endAfter(JSON.stringify({ transfer: number }));
  }

  /** What was heard of the last utterance at least, when the line is lost now; undefined when all of it was. */
  heardAtLeast(): string | undefined {
    const { text, since } = this.#saying;
    const characters = Math.floor((this.#options.clock.now() - since) / SLOW_MS_A_CHARACTER);
    return characters < text.trimEnd().length ? text.slice(0, characters) : undefined;
  }

  /** The caller speaks: what was to end the call no longer does. */
  cancelEnd(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
  }

  /** Closes what was begun to be said, so that the next words are a new utterance. */
  closeUtterance(): void {
    if (this.#open === '') return;
    this.#open = '';
    this.#options.send({ type: 'text', token: '', last: true });
  }

  #endAfter(handoffData: string | undefined): void {
    const ms = this.#open.length * MS_A_CHARACTER + LAST_WORD_MS;
    this.closeUtterance();
    const { silence, clock, send, onEndUnanswered } = this.#options;
    silence.stop();
    this.#cancelEnd = clock.after(ms, () => {
      send({ type: 'end', ...(handoffData !== undefined && { handoffData }) });
      this.#cancelEnd = clock.after(END_UNANSWERED_MS, onEndUnanswered);
    });
  }
}
