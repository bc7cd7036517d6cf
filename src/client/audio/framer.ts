/** Cuts a stream of samples, in pieces of any length, into frames of the same length. Runs on the audio thread. */
export class Framer {
  readonly #length: number;
  #frame: Float32Array;
  #filled = 0;

  /** @param length samples in a frame */
  constructor(length: number) {
    this.#length = length;
    this.#frame = new Float32Array(length);
  }

  /** @returns the frames that are full now; each is the caller's own */
  push(samples: Float32Array): Float32Array[] {
    const full: Float32Array[] = [];
    let from = 0;
    while (from < samples.length) {
      const piece = samples.subarray(from, from + this.#length - this.#filled);
      this.#frame.set(piece, this.#filled);
      this.#filled += piece.length;
      from += piece.length;
      if (this.#filled < this.#length) break;
      full.push(this.#frame);
      this.#frame = new Float32Array(this.#length);
      this.#filled = 0;
    }
    return full;
  }
}
