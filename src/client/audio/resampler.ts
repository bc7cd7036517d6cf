/** Zero crossings of the sinc on each side of its middle: more make the edge of the pass band steeper. */
const CROSSINGS = 16;
/** Share of the lower of the two bands that is kept; the rest is where the filter falls off. */
const KEPT_BAND = 0.92;

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Blackman window over -1..1. */
function windowed(x: number): number {
  return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

/** One row of filter taps for each place that an output sample can have between two input samples; each row sums to 1. */
function filterBank(phases: number, halfWidth: number, cutoff: number): Float32Array[] {
  return Array.from({ length: phases }, (_, phase) => {
    const row = Float32Array.from({ length: 2 * halfWidth }, (_, tap) => {
      const distance = tap - halfWidth + 1 - phase / phases;
      return sinc(distance * cutoff) * windowed(distance / halfWidth);
    });
    const sum = row.reduce((total, tap) => total + tap, 0);
    return row.map((tap) => tap / sum);
  });
}

/**
 * Changes the rate of a stream of samples, in pieces of any length, with what the new rate can't carry filtered out first.
 * Runs on the audio thread. The sound comes out 16 samples of the lower rate later.
 */
export class Resampler {
  readonly #bank: Float32Array[];
  readonly #halfWidth: number;
  /** An output sample is `step / phases` input samples behind the one before it. */
  readonly #step: number;
  /** The last input samples, that the next output samples still need. */
  #history: Float32Array;
  /** Where the next output sample is, in input samples from the beginning of the history, times the number of phases. */
  #position: number;

  /** @param from samples a second that come @param to samples a second that are wanted */
  constructor(from: number, to: number) {
    const divisor = greatestDivisor(from, to);
    const phases = to / divisor;
    this.#step = from / divisor;
    const cutoff = Math.min(1, to / from) * KEPT_BAND;
    this.#halfWidth = from === to ? 0 : Math.ceil(CROSSINGS / cutoff);
    this.#bank = from === to ? [] : filterBank(phases, this.#halfWidth, cutoff);
    this.#history = new Float32Array(Math.max(0, 2 * this.#halfWidth - 1));
    this.#position = (this.#halfWidth - 1) * phases;
  }

  /** @returns what can be said so far; the input itself where both rates are the same */
  process(input: Float32Array): Float32Array {
    const phases = this.#bank.length;
    if (phases === 0) return input;
    const samples = new Float32Array(this.#history.length + input.length);
    samples.set(this.#history);
    samples.set(input, this.#history.length);
    const last = (samples.length - this.#halfWidth) * phases;
    const output = new Float32Array(Math.max(0, Math.ceil((last - this.#position) / this.#step)));
    for (let at = 0; at < output.length; at += 1) {
      output[at] = this.#filtered(samples, this.#position);
      this.#position += this.#step;
    }
    const used = Math.max(0, Math.floor(this.#position / phases) - this.#halfWidth + 1);
    this.#history = samples.slice(used);
    this.#position -= used * phases;
    return output;
  }

  #filtered(samples: Float32Array, position: number): number {
    const phases = this.#bank.length;
    const row = this.#bank[position % phases] ?? [];
    const from = Math.floor(position / phases) - this.#halfWidth + 1;
    let sum = 0;
    for (let tap = 0; tap < row.length; tap += 1) sum += (row[tap] ?? 0) * (samples[from + tap] ?? 0);
    return sum;
  }
}
