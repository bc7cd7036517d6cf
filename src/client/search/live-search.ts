import { effect, signal } from '@preact/signals';
import type { SearchAnswer } from '../../protocol/rest/search.ts';
import { describeError } from '../api/api-error.ts';
import type { SearchWish } from './search-wish.ts';

/** Typing pauses this long between words, not within them, ms. */
const PAUSE = 120;

/** While a model is being loaded, how far it is and what it then finds is asked for so often, ms. */
const WHILE_LOADING = 4000;

/** Answers while one types: asks when typing pauses, and an answer that is no longer wanted is not waited for. */
export class LiveSearch {
  /** The latest answer and what it answers; stays while the next one is on its way. */
  readonly answer = signal<{ wish: SearchWish; answer: SearchAnswer } | undefined>(undefined);
  readonly busy = signal(false);
  readonly problem = signal<string | undefined>(undefined);
  /** What is asked for, from the pause before it on. */
  #wanted: SearchWish | undefined;
  readonly #search: (wish: SearchWish, signal: AbortSignal) => Promise<SearchAnswer>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(search: (wish: SearchWish, signal: AbortSignal) => Promise<SearchAnswer>) {
    this.#search = search;
  }

  /** What is wanted now; it is asked for after a pause. */
  wish(wish: SearchWish): void {
    if (wish === this.#wanted) return;
    this.stop();
    if (wish.text.trim() === '') {
      this.answer.value = undefined;
      this.problem.value = undefined;
      return;
    }
    this.#wanted = wish;
    this.busy.value = true;
    this.#timer = setTimeout(() => void this.#ask(wish), PAUSE);
  }

  /** Resolves when this has its answer, with true; with false when it will have none, or something else is wanted meanwhile. */
  answered(wish: SearchWish): Promise<boolean> {
    this.wish(wish);
    return new Promise((resolve) => {
      const end = effect(() => {
        if (this.busy.value) return;
        resolve(this.answer.value?.wish === wish);
        queueMicrotask(() => end());
      });
    });
  }

  /** Gives up what is under way. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = undefined;
    this.#wanted = undefined;
    this.busy.value = false;
  }

  async #ask(wish: SearchWish): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      const answer = await this.#search(wish, running.signal);
      if (running.signal.aborted) return;
      this.answer.value = { wish, answer };
      this.problem.value = undefined;
      if (answer.meaning.by === 'nothing_yet') this.#timer = setTimeout(() => void this.#ask(wish), WHILE_LOADING);
    } catch (error) {
      if (running.signal.aborted) return;
      this.problem.value = describeError(error);
    }
    this.busy.value = false;
  }
}
