import type { Clock } from '../../ports/clock.ts';

/** Wakes a state machine when it is due, with one timer that is set anew only when that time changes. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #dueAt: number | undefined;
  #cancel: () => void = () => undefined;
  #now = 0;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Now, never before what has happened already: a machine's clock may be set back. */
  time(): number {
    this.#now = Math.max(this.#now, this.#clock.now());
    return this.#now;
  }

  /** @param dueAt ms; undefined for never */
  set(dueAt: number | undefined): void {
    if (dueAt === this.#dueAt) return;
    this.#cancel();
    this.#dueAt = dueAt;
    if (dueAt === undefined) return;
    this.#cancel = this.#clock.after(Math.max(0, dueAt - this.time()), () => {
      this.#dueAt = undefined;
      this.#wake();
    });
  }
}
