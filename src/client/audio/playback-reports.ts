import type { PlayPosition } from './play-queue.ts';

/** At most this often is the server told how far a sentence has been played, ms. */
const REPORT_EVERY_MS = 250;

/** Decides which positions are worth telling the server: not too many, and none that it has been told. */
export class PlaybackReports {
  readonly #tell: (position: PlayPosition) => void;
  readonly #now: () => number;
  #toldAt = Number.NEGATIVE_INFINITY;
  #told: PlayPosition | undefined;

  constructor(tell: (position: PlayPosition) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  /** The sound goes on: told now and then. */
  progress(position: PlayPosition): void {
    if (this.#now() - this.#toldAt >= REPORT_EVERY_MS) this.atOnce(position);
  }

  /** A sentence is done, or the sound has stopped: told now, unless it is known. */
  atOnce(position: PlayPosition): void {
    const told = this.#told;
    const isKnown =
      told?.turn === position.turn &&
      told.sentence === position.sentence &&
      told.playedMs === position.playedMs &&
      told.done === position.done;
    if (isKnown) return;
    this.#toldAt = this.#now();
    this.#told = position;
    this.#tell(position);
  }
}
