import { guessLanguage } from '../../languages/guess.ts';
import type { Logger } from '../../logger.ts';
import { saysAgain } from '../../spoken/listen/said.ts';
import type { EarSink, Utterance } from './ear-types.ts';

/** So many of the last messages are compared with one that is recognised late. */
const REMEMBERED = 5;

export interface DeliveryOptions {
  sink: EarSink;
  logger: Logger;
  onIdle: () => void;
  /** A message was not taken. */
  onRefused: () => void;
}

/** Hands whole messages on, one after the other, and those that were recognised late only when nobody speaks. */
export class Deliveries {
  readonly #options: DeliveryOptions;
  readonly #waiting: Utterance[] = [];
  readonly #late: Utterance[] = [];
  readonly #lately: Utterance[] = [];
  #busy = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** The language that the last messages seem to be in. */
  get language(): string | undefined {
    return guessLanguage(this.#lately.map(({ text }) => text).join(' '));
  }

  get idle(): boolean {
    return !this.#busy && this.#waiting.length === 0 && this.#late.length === 0;
  }

  /** What was said before and is recognised by now goes first. */
  deliver(utterance: Utterance): void {
    this.#lately.push(utterance);
    if (this.#lately.length > REMEMBERED) this.#lately.shift();
    this.flush();
    this.#waiting.push(utterance);
    this.#next();
  }

  /** Takes a message that was recognised late; it waits for `flush`. */
  deliverLate(utterance: Utterance): void {
    this.#late.push(utterance);
  }

  /** It is quiet: what was recognised late may be told, unless the learner has said it again meanwhile. */
  flush(): void {
    for (const late of this.#late.splice(0)) {
      const again = this.#lately.some(
        ({ text, finishedAt }) => finishedAt > late.finishedAt && saysAgain(text, late.text),
      );
      if (again || late.text === '') this.#options.sink.nothing(late.id, late.stretches);
      else this.#waiting.push(late);
    }
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const utterance = this.#waiting.shift();
    if (!utterance) {
      this.#options.onIdle();
      return;
    }
    this.#busy = true;
    void this.#tell(utterance).finally(() => {
      this.#busy = false;
      this.#next();
    });
  }

  async #tell(utterance: Utterance): Promise<void> {
    try {
      await this.#options.sink.utterance(utterance);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'what a learner said was not taken');
      this.#options.onRefused();
    }
  }
}
