import pLimit, { type LimitFunction } from 'p-limit';

export interface UploadLimits {
  /** Files that are written at once, of everybody. */
  atOnce?: number | undefined;
  /** Of one learner: whoever is on a slow line keeps nobody else waiting. */
  ofOneLearner?: number | undefined;
}

const AT_ONCE = 32;
const OF_ONE_LEARNER = 8;

/**
 * Turns of the files that come in forms, over all forms: each that is written holds memory (a bucket's two parts of 5 MB) or a handle. A
 * file that waits is not read, so that its form is held up as soon as a little of it is here.
 *
 * Forms cannot keep each other waiting for good: of one form only the file that arrives right now may need its sender; those
 * before it are here whole, and those after it have not begun.
 */
export class UploadTurns {
  readonly #all: LimitFunction;
  readonly #ofOneLearner: number;
  readonly #learners = new Map<string, { limit: LimitFunction; files: number }>();

  constructor({ atOnce = AT_ONCE, ofOneLearner = OF_ONE_LEARNER }: UploadLimits = {}) {
    this.#all = pLimit(atOnce);
    this.#ofOneLearner = ofOneLearner;
  }

  /** Does a file's work when it is its turn: first come, first served. */
  async take<T>(learnerId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#learners.get(learnerId) ?? { limit: pLimit(this.#ofOneLearner), files: 0 };
    this.#learners.set(learnerId, own);
    own.files += 1;
    try {
      return await own.limit(() => this.#all(work));
    } finally {
      own.files -= 1;
      if (own.files === 0) this.#learners.delete(learnerId);
    }
  }
}
