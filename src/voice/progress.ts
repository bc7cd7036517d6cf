import type { Clock } from '../ports/clock.ts';

export interface ProgressOptions<T> {
  save: (progress: T) => Promise<void>;
  onFailure: (error: unknown) => void;
  /** When a save begins only so long after what it saves came, ms; at once without it. */
  pace?: { clock: Clock; ms: number };
}

/**
 * Saves how far something that runs has come without holding it up: one save at a time, and of those that come meanwhile only
 * the last. A save that fails is reported and the next one makes up for it; the end stores everything again.
 */
export class Progress<T> {
  readonly #options: ProgressOptions<T>;
  #next: T | undefined;
  #running: Promise<void> | undefined;
  #cancelWait: (() => void) | undefined;

  constructor(options: ProgressOptions<T>) {
    this.#options = options;
  }

  note(progress: T): void {
    this.#next = progress;
    if (this.#running || this.#cancelWait) return;
    this.#begin();
  }

  /** Resolves when no save is under way; what waits for one is let go, since the end brings it. */
  async settled(): Promise<void> {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#next = undefined;
    await this.#running;
  }

  #begin(): void {
    const { pace } = this.#options;
    if (!pace) this.#running = this.#run();
    else
      this.#cancelWait = pace.clock.after(pace.ms, () => {
        this.#cancelWait = undefined;
        this.#running = this.#run();
      });
  }

  async #run(): Promise<void> {
    const progress = this.#next;
    this.#next = undefined;
    if (progress !== undefined) await this.#options.save(progress).catch(this.#options.onFailure);
    this.#running = undefined;
    if (this.#next !== undefined) this.#begin();
  }
}
