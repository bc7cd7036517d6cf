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

  /** Passes events on, watching the gaps between them, but not the time that the reader takes. */
  async *over<T>(events: AsyncIterable<T>, isContent: (event: T) => boolean): AsyncGenerator<T> {
    for await (const event of events) {
      if (this.#heard || isContent(event)) {
        this.#heard = true;
        this.#cancel();
      }
      yield event;
      if (this.#heard) this.#cancel = this.#clock.after(this.#timeouts.idleMs, this.#late);
    }
    this.#controller.signal.throwIfAborted();
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
