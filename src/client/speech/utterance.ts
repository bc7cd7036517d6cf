/** Silence after final words that ends an utterance, ms: shorter cuts off learners who think in the middle of a sentence. */
export const END_OF_UTTERANCE_MS = { patient: 1_400, quick: 700 };
/** At most this often is the server told what has been recognised so far, ms. */
const PARTIAL_EVERY_MS = 300;

export interface UtteranceEvents {
  /** What is recognised so far, rarely enough to be sent. */
  partial(text: string): void;
  /** A whole utterance; never empty. */
  done(text: string): void;
}

/** Puts the recogniser's pieces together to whole utterances. */
export class Utterance {
  readonly #events: UtteranceEvents;
  readonly #after: (ms: number, action: () => void) => () => void;
  readonly #now: () => number;
  readonly #patienceMs: () => number;
  #final = '';
  #interim = '';
  #cancelEnd: (() => void) | undefined;
  #partialAt = Number.NEGATIVE_INFINITY;

  constructor(
    events: UtteranceEvents,
    after: (ms: number, action: () => void) => () => void,
    now: () => number,
    patienceMs: () => number,
  ) {
    this.#patienceMs = patienceMs;
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
    this.#final = `${this.#final} ${final}`.trim();
    this.#interim = interim.trim();
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    if (this.text === '') return;
    if (this.#now() - this.#partialAt >= PARTIAL_EVERY_MS) {
      this.#partialAt = this.#now();
      this.#events.partial(this.text);
    }
    if (this.#interim === '') this.#cancelEnd = this.#after(this.#patienceMs(), () => this.end());
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
