import type { Clock } from '../../ports/clock.ts';
import type { HeardLedger } from './heard-ledger.ts';

/** The way to the client and the beginning of its playing take that long, so that no more is taken for heard than was. */
const LATENCY_MS = 250;

/**
 * Stands for the player of a client that never tells what it has played: what was sent is played as it came, in real time.
 * Reports, once there are any, are the truth.
 */
export class VirtualPlayer {
  readonly #clock: Clock;
  readonly #ledger: HeardLedger;
  #trusting = false;
  #playedUntil = 0;

  constructor(clock: Clock, ledger: HeardLedger) {
    this.#clock = clock;
    this.#ledger = ledger;
  }

  /** Whether the client tells by itself what it plays. */
  get trusting(): boolean {
    return this.#trusting;
  }

  trustReports(): void {
    this.#trusting = true;
  }

  /** Sound comes after there was none. */
  begin(): void {
    this.#playedUntil = this.#clock.now() + LATENCY_MS;
  }

  /** Goes on after a stop. */
  resume(): void {
    this.#playedUntil = Math.max(this.#playedUntil, this.#clock.now());
  }

  /** Plays on up to now. */
  advance(): void {
    const now = this.#clock.now();
    // The machine's clock may have been set back.
    this.#playedUntil = Math.min(this.#playedUntil, now + LATENCY_MS);
    if (this.#trusting || now <= this.#playedUntil) return;
    this.#ledger.advance(now - this.#playedUntil);
    this.#playedUntil = now;
  }
}
