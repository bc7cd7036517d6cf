import type { SpokenSentence } from './voice.ts';

/** How much of a sentence's sound has come, and whether that is all of it. */
export class SentenceSound {
  readonly sentence: SpokenSentence;
  #receivedMs = 0;
  #whole = false;

  constructor(sentence: SpokenSentence) {
    this.sentence = sentence;
  }

  get receivedMs(): number {
    return this.#receivedMs;
  }

  /** Length of the whole sound, where it is known. */
  get durationMs(): number | undefined {
    return this.#whole ? this.#receivedMs : this.sentence.durationMs;
  }

  received(ms: number): void {
    this.#receivedMs += ms;
  }

  /** No more will come: a later sentence's sound has begun, or the turn has ended. */
  complete(): void {
    this.#whole = true;
  }
}
