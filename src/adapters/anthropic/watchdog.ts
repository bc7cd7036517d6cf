import { unavailable } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';

export interface ModelTimeouts {
  /** For a connection, TLS included. */
  connectMs: number;
  /** From the request to the first piece of content. */
  firstTokenMs: number;
  /** Between two events after that. */
  idleMs: number;
}

/** Ends a stream that is late: its signal aborts when the caller's does, or when a deadline passes. */
export class Watchdog {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #timeouts: ModelTimeouts;
  readonly #caller: AbortSignal;
  #cancel: () => void;
  #heard = false;

  constructor(clock: Clock, timeouts: ModelTimeouts, caller: AbortSignal) {
    this.#clock = clock;
    this.#timeouts = timeouts;
    this.#caller = caller;
    this.#cancel = clock.after(timeouts.firstTokenMs, this.#late);
    caller.addEventListener('abort', this.#left, { once: true });
    if (caller.aborted) this.#left();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came: content, or what surrounds it, which counts from the first content on. */
  heard(isContent: boolean): void {
    if (!this.#heard && !isContent) return;
    this.#heard = true;
    this.#cancel();
    this.#cancel = this.#clock.after(this.#timeouts.idleMs, this.#late);
  }

  end(): void {
    this.#cancel();
    this.#caller.removeEventListener('abort', this.#left);
  }

  readonly #late = (): void => {
    this.#controller.abort(unavailable('model_timeout', 'The language model took too long.'));
  };

  readonly #left = (): void => {
    this.#controller.abort(this.#caller.reason);
  };
}
