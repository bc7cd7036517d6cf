import type { Ending } from '../../spoken/listen/ending.ts';
import {
  afterPause,
  afterTurn,
  CUT_OFF_MS,
  endOfTurnWait,
  NEW_LEARNER_UNMARKED,
  type Patience,
} from '../../spoken/listen/endpointing.ts';

/** At most this often is the server told what has been recognised so far, ms. */
const PARTIAL_EVERY_MS = 300;

export interface UtteranceEvents {
  /** What is recognised so far, rarely enough to be sent. */
  partial(text: string): void;
  /** A whole utterance; never empty. */
  done(text: string): void;
}

export interface UtteranceRules {
  /** BCP 47 */
  language: string;
  patience: Patience;
}

/** Puts the recogniser's pieces together to whole utterances: their words tell how long more of them is waited for. */
export class Utterance {
  readonly #events: UtteranceEvents;
  readonly #after: (ms: number, action: () => void) => () => void;
  readonly #now: () => number;
  readonly #rules: () => UtteranceRules;
  #final = '';
  #interim = '';
  #cancelEnd: (() => void) | undefined;
  #partialAt = Number.NEGATIVE_INFINITY;
  #habit = NEW_LEARNER_UNMARKED;
  /** Since when nothing more was said, and how it ended; whether that was taken for the whole of it. */
  #pause: { at: number; ending: Ending; wasEnd: boolean } | undefined;

  constructor(
    events: UtteranceEvents,
    after: (ms: number, action: () => void) => () => void,
    now: () => number,
    rules: () => UtteranceRules,
  ) {
    this.#rules = rules;
    this.#events = events;
    this.#after = after;
    this.#now = now;
  }

  /** What has been said so far. */
  get text(): string {
    return `${this.#final} ${this.#interim}`.trim();
  }

  /** @param final words that won't change any more @param interim a guess at what follows */
  heard(final: string, interim: string): void {
    if (`${final}${interim}`.trim() !== '') this.#countPause();
    this.#final = `${this.#final} ${final}`.trim();
    this.#interim = interim.trim();
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    if (this.text === '') return;
    if (this.#now() - this.#partialAt >= PARTIAL_EVERY_MS) {
      this.#partialAt = this.#now();
      this.#events.partial(this.text);
    }
    if (this.#interim === '') this.#waitForMore();
  }

  #waitForMore(): void {
    const { waitMs, ending } = endOfTurnWait(this.text, { ...this.#rules(), habit: this.#habit });
    this.#pause = { at: this.#now(), ending, wasEnd: false };
    this.#cancelEnd = this.#after(waitMs, () => {
      this.#pause = { at: this.#now() - waitMs, ending, wasEnd: true };
      this.end();
    });
  }

  /** Words follow a pause: this is how the learner pauses, unless they were answered meanwhile. */
  #countPause(): void {
    const pause = this.#pause;
    this.#pause = undefined;
    if (!pause) return;
    const ms = this.#now() - pause.at;
    this.#habit =
      pause.wasEnd && ms > CUT_OFF_MS
        ? afterTurn(this.#habit, pause.ending)
        : afterPause(this.#habit, ms, pause.ending);
  }

  /** The learner has finished, or the recogniser has. */
  end(): void {
    const text = this.text;
    this.reset();
    if (text !== '') this.#events.done(text);
  }

  reset(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    this.#final = '';
    this.#interim = '';
  }
}
