import { LRUCache } from 'lru-cache';
import type { PauseHabit } from '../../spoken/listen/endpointing.ts';

/** Learners whose habit is kept: a hundred bytes each. */
const KEPT = 10_000;

/** How learners were heard to pause, over all their lines of this process: every reconnect is a new line. */
export class PauseHabits {
  readonly #byLearner = new LRUCache<string, PauseHabit>({ max: KEPT });

  of(learnerId: string): PauseHabit | undefined {
    return this.#byLearner.get(learnerId);
  }

  note(learnerId: string, habit: PauseHabit): void {
    this.#byLearner.set(learnerId, habit);
  }
}
