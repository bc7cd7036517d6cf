/** Characters that a voice says in a second until its own pace is known; about 150 words a minute. */
const USUAL_PACE = 15;
/** Weight of the newest sentence in the voice's pace. */
const NEWEST = 0.3;
/** Shorter sentences say nothing about the pace, ms. */
const SHORTEST_MS = 500;

/** Estimates which word of a sentence is being said from how long its sound has lasted. */
export class Pace {
  #charsPerSecond = USUAL_PACE;

  /** A sentence of so many characters lasted so long: the next ones will be alike. */
  learn(chars: number, durationMs: number): void {
    if (durationMs < SHORTEST_MS || chars === 0) return;
    this.#charsPerSecond += NEWEST * ((chars / durationMs) * 1000 - this.#charsPerSecond);
  }

  /**
   * Characters of `text` that are said after `playedMs`, up to the beginning of the word that is being said.
   * @param durationMs length of the whole sentence's sound, where it is known
   * @param atLeastMs what has come of its sound, where it isn't
   */
  said(text: string, playedMs: number, durationMs: number | undefined, atLeastMs: number): number {
    const expectedMs = Math.max((text.length / this.#charsPerSecond) * 1000, atLeastMs);
    const share = Math.min(1, playedMs / Math.max(1, durationMs ?? expectedMs));
    const at = Math.floor(text.length * share);
    return at >= text.length ? text.length : text.slice(0, at).search(/\S*$/);
  }
}
