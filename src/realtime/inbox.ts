/** Frames that may wait for the ones before them; beyond it the socket is not read from. */
const MAX_WAITING = 32;

/** The part of a socket that can stop reading. */
export interface Line {
  pause(): void;
  resume(): void;
}

/** Handles one socket's frames one after the other, in order; a client that sends faster than we work has to wait. */
export class Inbox<F> {
  readonly #line: Line;
  readonly #handle: (frame: F) => Promise<void> | undefined;
  readonly #waiting: F[] = [];
  #working = false;
  #paused = false;

  /** @param handle must neither throw nor reject; undefined: it is done already. */
  constructor(line: Line, handle: (frame: F) => Promise<void> | undefined) {
    this.#line = line;
    this.#handle = handle;
  }

  /** Whether the socket is not being read from, so that nothing can be heard from its client. */
  get paused(): boolean {
    return this.#paused;
  }

  push(frame: F): void {
    this.#waiting.push(frame);
    if (this.#waiting.length >= MAX_WAITING && !this.#paused) {
      this.#paused = true;
      this.#line.pause();
    }
    if (!this.#working) this.#work();
  }

  /** Forgets what waits: the socket is closing. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #work(): void {
    this.#working = true;
    for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
      const done = this.#handle(frame);
      if (done) {
        void done.then(() => this.#goOn());
        return;
      }
      this.#readOn();
    }
    this.#working = false;
  }

  #goOn(): void {
    this.#readOn();
    this.#work();
  }

  #readOn(): void {
    if (!this.#paused || this.#waiting.length >= MAX_WAITING / 2) return;
    this.#paused = false;
    this.#line.resume();
  }
}
