import type { Clock } from '../ports/clock.ts';
import type { CallVoice } from './call-session.ts';
import { type Phrases, phrasesFor } from './phrases.ts';

/** Twilio waits fifteen seconds for a webhook's answer; the line gets its share of them. */
const ANSWER_WITHIN_MS = 9000;

type End = { next: 'listen' | 'hang_up' } | { next: 'transfer'; number: string };

/** What a webhook answers with. */
export type GatherAnswer = { say: string[]; phrases: Phrases } & (End | { next: 'wait' });

/** Speaks through webhooks: what is said is collected until it is the caller's turn, or the webhook can't wait longer. */
export class GatherVoice implements CallVoice {
  readonly #clock: Clock;
  #said: string[] = [];
  #phrases = phrasesFor(undefined);
  #next: End | undefined;
  #onReady: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  say(text: string): void {
    this.#said.push(text);
  }

  yourTurn(): void {
    this.#finish({ next: 'listen' });
  }

  speak(phrases: Phrases): void {
    this.#phrases = phrases;
  }

  hangUp(): void {
    this.#finish({ next: 'hang_up' });
  }

  transfer(number: string): void {
    this.#finish({ next: 'transfer', number });
  }

  /** Takes what was said since the last time; `wait` when there is more to come. */
  async answer(): Promise<GatherAnswer> {
    if (!this.#next) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(ANSWER_WITHIN_MS, resolve);
        this.#onReady = () => {
          cancel();
          resolve();
        };
      });
    }
    const say = this.#said;
    const next = this.#next ?? { next: 'wait' as const };
    this.#said = [];
    this.#next = undefined;
    return { say, phrases: this.#phrases, ...next };
  }

  #finish(next: End): void {
    this.#next = next;
    this.#onReady();
  }
}
