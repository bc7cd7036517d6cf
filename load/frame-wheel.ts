/** Length of a frame; the wheel has as many places as it has milliseconds. */
export const FRAME_MS = 20;

/** One timer for all lines: each has its turn every 20 ms, and they are spread over these. */
export class FrameWheel {
  readonly #places: Set<(now: number) => void>[] = Array.from({ length: FRAME_MS }, () => new Set());
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #turned = 0;
  #next = 0;
  /** How late turns were, ms, each time; emptied by whoever reads it. */
  readonly lateness: number[] = [];

  constructor() {
    this.#timer = setInterval(() => this.#turn(), 1);
  }

  /** @returns the function that ends its turns */
  add(turn: (now: number) => void): () => void {
    const place = this.#places[this.#next % FRAME_MS];
    this.#next += 1;
    place?.add(turn);
    return () => void place?.delete(turn);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #turn(): void {
    const now = performance.now();
    const due = Math.floor(now - this.#startedAt);
    this.lateness.push(now - this.#startedAt - this.#turned);
    for (; this.#turned <= due; this.#turned += 1) {
      for (const turn of this.#places[this.#turned % FRAME_MS] ?? []) turn(now);
    }
  }
}
