/** Sequence numbers wrap here: they are two bytes. */
const WRAP = 0x10000;
/** More missing than this is not a gap but a client that counts anew. */
const MOST_MISSING = 50;

/** Follows the sequence of a stretch's frames: which are missing, which come a second time or too late. */
export class FrameOrder {
  #next: number | undefined;

  /** @returns frames missing before this one, or `late` for one whose place has passed */
  take(sequence: number | undefined): number | 'late' {
    if (sequence === undefined) return 0;
    const ahead = this.#next === undefined ? 0 : (sequence - this.#next + WRAP) % WRAP;
    if (ahead > WRAP - MOST_MISSING) return 'late';
    this.#next = (sequence + 1) % WRAP;
    return ahead <= MOST_MISSING ? ahead : 0;
  }
}
