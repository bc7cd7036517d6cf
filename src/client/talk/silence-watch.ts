import { effect, type ReadonlySignal } from '@preact/signals';
import type { Patience } from '../../spoken/listen/endpointing.ts';
import { MOST_QUIET, QUIET_MS, type QuietNotice } from '../../spoken/listen/long-silence.ts';

export interface SilenceWatchParts {
  /** Whether the learner could begin to speak, may be spoken to, and is heard by nobody but the browser. */
  waits: ReadonlySignal<boolean>;
  patience(): Patience;
  /** The learner has been silent for long, the first time or the second. */
  quiet(code: QuietNotice): void;
  after(ms: number, action: () => void): () => void;
}

/** Notices a long silence where the browser hears; a server that hears does so itself. */
export class SilenceWatch {
  readonly #parts: SilenceWatchParts;
  readonly #forget: () => void;
  #cancel: (() => void) | undefined;
  #times = 0;

  constructor(parts: SilenceWatchParts) {
    this.#parts = parts;
    this.#forget = effect(() => this.#wait(parts.waits.value));
  }

  /** The learner has said or asked something. */
  broken(): void {
    this.#times = 0;
    this.#wait(this.#parts.waits.peek());
  }

  close(): void {
    this.#forget();
    this.#cancel?.();
  }

  #wait(waits: boolean): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!waits || this.#times >= MOST_QUIET) return;
    this.#cancel = this.#parts.after(QUIET_MS[this.#parts.patience()], () => {
      this.#times += 1;
      this.#parts.quiet(this.#times === 1 ? 'quiet' : 'still_quiet');
      // Where it can't be said aloud, nothing else begins the wait anew.
      this.#wait(this.#parts.waits.peek());
    });
  }
}
