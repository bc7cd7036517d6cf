/** What Twilio does in a call by itself, beside the test: one after the other, until the call is given up. */
export class OwnWork {
  readonly #counter: { underWay: number };
  readonly #given = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** @param counter counts what is under way */
  constructor(counter: { underWay: number }) {
    this.#counter = counter;
  }

  /** Aborted when the call is given up. */
  get signal(): AbortSignal {
    return this.#given.signal;
  }

  run(work: () => Promise<void>): void {
    this.#counter.underWay += 1;
    this.#work = this.#work.then(work).finally(() => {
      this.#counter.underWay -= 1;
    });
    // It is thrown where the call is left.
    this.#work.catch((error: unknown) => {
      if (!this.signal.aborted) this.#failure = error;
    });
  }

  /** Resolves when all is done; at once when the call was given up. */
  async done(): Promise<void> {
    if (!this.signal.aborted) await this.#work;
  }

  /** Throws what has gone wrong. */
  giveUp(): void {
    this.#given.abort();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
