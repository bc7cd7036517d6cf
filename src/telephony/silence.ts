import type { Clock } from '../ports/clock.ts';
import { MS_A_CHARACTER } from './pace.ts';

/** Learners think: this long after the tutor has spoken they are asked whether they are still there. */
const SILENCE_MS = 30_000;
/** After "hold on" they are left alone for longer. */
export const HOLD_ON_MS = 180_000;

export interface SilenceOptions {
  clock: Clock;
  /** @param time 1 or 2: how often it has been silent in a row. */
  onSilence(time: number): void;
  /** Two prompts went unanswered. */
  onGone(): void;
}

/** Watches one call for callers who have gone. */
export class Silence {
  readonly #options: SilenceOptions;
  #cancel: (() => void) | undefined;
  #times = 0;

  constructor(options: SilenceOptions) {
    this.#options = options;
  }

  /** The tutor has said this; the wait begins when a voice is through with it. */
  spoken(text: string): void {
    this.#wait(SILENCE_MS + text.length * MS_A_CHARACTER);
  }

  /** The caller is there. Nothing may come of what they did, so the wait begins again. */
  heard(): void {
    this.#times = 0;
    this.#wait(SILENCE_MS);
  }

  holdOn(): void {
    this.#wait(HOLD_ON_MS);
  }

  /** Nothing is waited for until the tutor has spoken: the caller is speaking, an answer is being made, or the call ends. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(ms: number): void {
    this.stop();
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#times += 1;
      if (this.#times > 2) this.#options.onGone();
      else this.#options.onSilence(this.#times);
    });
  }
}
