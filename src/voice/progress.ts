/**
 * Saves how far a running answer has come without holding it up: one save at a time, and of those that come meanwhile only the
 * last. A save that fails is reported and the turn goes on; the end of the turn stores everything again.
 */
export class Progress<T> {
  readonly #save: (progress: T) => Promise<void>;
  readonly #onFailure: (error: unknown) => void;
  #next: T | undefined;
  #running: Promise<void> | undefined;

  constructor(save: (progress: T) => Promise<void>, onFailure: (error: unknown) => void) {
    this.#save = save;
    this.#onFailure = onFailure;
  }

  note(progress: T): void {
    this.#next = progress;
    this.#running ??= this.#run();
  }

  /** Resolves when no save is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#next !== undefined) {
      const progress = this.#next;
      this.#next = undefined;
      await this.#save(progress).catch(this.#onFailure);
    }
    this.#running = undefined;
  }
}
