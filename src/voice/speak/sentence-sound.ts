/** The sound of one sentence between the service that makes it and the line that carries it. */
export class SentenceSound {
  readonly index: number;
  #chunks: Int16Array[] = [];
  #samples = 0;
  #complete = false;
  #sequence = 0;

  constructor(index: number) {
    this.index = index;
  }

  /** Samples that wait to be sent. */
  get waiting(): number {
    return this.#samples;
  }

  /** Whether there was ever any of it. */
  get begun(): boolean {
    return this.#samples > 0 || this.#sequence > 0;
  }

  /** Whether no more will come. */
  get complete(): boolean {
    return this.#complete;
  }

  push(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(samples);
    this.#samples += samples.length;
  }

  /** What waits is not wanted any more. */
  clear(): void {
    this.#chunks = [];
    this.#samples = 0;
  }

  finish(): void {
    this.#complete = true;
  }

  /**
   * The next piece of at most `most` samples, with its number. Less than `least` is kept back while more will come; at the
   * end it is given as it is.
   */
  take(least: number, most: number): { samples: Int16Array; sequence: number } | undefined {
    if (this.#samples === 0 || (this.#samples < least && !this.#complete)) return undefined;
    const samples = new Int16Array(Math.min(most, this.#samples));
    for (let filled = 0; filled < samples.length; ) {
      const [chunk] = this.#chunks;
      if (!chunk) break;
      const part = chunk.subarray(0, samples.length - filled);
      samples.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(part.length);
    }
    this.#samples -= samples.length;
    const sequence = this.#sequence;
    this.#sequence += 1;
    return { samples, sequence };
  }
}
