import type { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';

/** Ends a request that is late: its signal aborts when the caller's does, or when a time that was set has passed. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #caller: AbortSignal;
  readonly #error: () => AppError;
  #cancel: (() => void) | undefined;

  /** @param error what the signal's reason is when the time has passed */
  constructor(clock: Clock, caller: AbortSignal, error: () => AppError) {
    this.#clock = clock;
    this.#caller = caller;
    this.#error = error;
    caller.addEventListener('abort', this.#left, { once: true });
    if (caller.aborted) this.#left();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on; a time set before is forgotten. */
  within(ms: number): void {
    this.pause();
    this.#cancel = this.#clock.after(ms, () => this.#controller.abort(this.#error()));
  }

  pause(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  end(): void {
    this.pause();
    this.#caller.removeEventListener('abort', this.#left);
  }

  readonly #left = (): void => {
    this.#controller.abort(this.#caller.reason);
  };
}
