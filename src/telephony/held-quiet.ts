import { isQuietMulaw } from '../sound/mulaw.ts';

/** Samples of µ-law in a window that voice activity is judged in, 32 ms. */
const WINDOW = 256;
/** Quiet that is passed on all the same, 1 s: whatever voice there was is judged to have ended by then, 768 ms after it. */
const SETTLED = 8000;
/** Quiet that is kept, 384 ms: what a voice begins with, and what it is told from. */
const KEPT = 12 * WINDOW;
/** Room for more, so that what is kept has to be moved only now and then. */
const ROOM = 4 * KEPT;

/**
 * Holds back what comes of a line on which nobody speaks, as a call's is for most of its time: 20 ms of it cost no more than a
 * look at its loudness. When it gets louder, the last of what was held is passed on first. What is left out are whole windows,
 * so that nobody behind can tell.
 */
export class HeldQuiet {
  readonly #pass: (mulaw: Uint8Array) => void;
  /** Quiet samples in a row. */
  #quiet = 0;
  readonly #kept = new Uint8Array(ROOM);
  #count = 0;

  /** @param pass must take what it needs of the sound at once */
  constructor(pass: (mulaw: Uint8Array) => void) {
    this.#pass = pass;
  }

  push(mulaw: Uint8Array): void {
    if (!isQuietMulaw(mulaw)) {
      this.#quiet = 0;
      this.#passKept();
      this.#pass(mulaw);
      return;
    }
    const settling = Math.max(0, Math.min(mulaw.length, SETTLED - this.#quiet));
    this.#quiet += mulaw.length;
    if (settling > 0) this.#pass(mulaw.subarray(0, settling));
    if (settling < mulaw.length) this.#keep(from(mulaw, settling));
  }

  #passKept(): void {
    if (this.#count === 0) return;
    const dropped = wholeWindows(this.#count - KEPT);
    this.#pass(this.#kept.subarray(dropped, this.#count));
    this.#count = 0;
  }

  #keep(mulaw: Uint8Array): void {
    const dropped = this.#count + mulaw.length > ROOM ? wholeWindows(this.#count + mulaw.length - KEPT) : 0;
    // Of a piece longer than all that is kept, the beginning is dropped too.
    const fresh = from(mulaw, Math.max(0, dropped - this.#count));
    if (dropped > 0) this.#kept.copyWithin(0, dropped, this.#count);
    this.#count = Math.max(0, this.#count - dropped);
    this.#kept.set(fresh, this.#count);
    this.#count += fresh.length;
  }
}

/** Most often it is all of it: fifty views a second of each call would be many. */
function from(mulaw: Uint8Array, start: number): Uint8Array {
  return start === 0 ? mulaw : mulaw.subarray(start);
}

/** So many samples, if any, rounded down to what makes whole windows. */
function wholeWindows(samples: number): number {
  return Math.max(0, Math.floor(samples / WINDOW) * WINDOW);
}
