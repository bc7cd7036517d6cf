/** Zero crossings of the sinc on each side. Measured from 24 to 8 kHz: flat up to 3 kHz, what is folded back under -70 dB. */
const CROSSINGS = 16;
/** Share of the lower rate's band that is kept; the rest is the filter's slope. */
const KEPT_BAND = 0.9;
/** Shape of the Kaiser window: side lobes around -70 dB. */
const BETA = 7;

/**
 * Changes the sample rate of one stream of sound, piece by piece: the pieces' lengths make no difference to what comes out.
 * A windowed sinc, one row of weights for each position that an output sample can have between two input samples. What the
 * lower rate can't carry is filtered out and not folded back.
 */
export class Resampler {
  /** One output sample is `#step / #phases` input samples after the one before. */
  readonly #phases: number;
  readonly #step: number;
  /** Input samples on each side that one output sample is made of. */
  readonly #reach: number;
  readonly #weights: Float64Array[];
  /** Input still needed, and the index of its first sample in the whole stream. */
  #input: Int16Array = new Int16Array(0);
  #inputFrom: number;
  #received = 0;
  #produced = 0;

  /** Rates in samples a second, whole numbers. */
  constructor(from: number, to: number) {
    const divisor = greatestCommonDivisor(from, to);
    this.#phases = to / divisor;
    this.#step = from / divisor;
    const stretch = Math.max(1, from / to);
    this.#reach = Math.ceil(CROSSINGS * stretch);
    this.#inputFrom = 0;
    this.#weights = Array.from({ length: this.#phases }, (_, phase) =>
      weightsAt(phase / this.#phases, this.#reach, KEPT_BAND / stretch),
    );
  }

  /** @returns what can be computed so far; it lags behind by the reach of the filter. */
  push(samples: Int16Array): Int16Array {
    this.#take(samples);
    return this.#produce(this.#received - this.#reach);
  }

  /** @returns the rest. All pieces together are as long as the input, rounded up to a sample. */
  end(): Int16Array {
    const heard = this.#received;
    this.#take(new Int16Array(this.#reach));
    this.#received = heard;
    return this.#produce(heard);
  }

  #take(samples: Int16Array): void {
    const needed = Math.max(0, this.#positionOf(this.#produced) - this.#reach - this.#inputFrom);
    const kept = this.#input.subarray(Math.min(needed, this.#input.length));
    const joined = new Int16Array(kept.length + samples.length);
    joined.set(kept);
    joined.set(samples, kept.length);
    this.#inputFrom += this.#input.length - kept.length;
    this.#input = joined;
    this.#received += samples.length;
  }

  /** Output samples whose place lies before the input sample `before`. */
  #produce(before: number): Int16Array {
    const count = Math.max(0, Math.ceil((before * this.#phases) / this.#step) - this.#produced);
    const output = new Int16Array(count);
    for (let index = 0; index < count; index += 1) {
      output[index] = this.#sample(this.#produced);
      this.#produced += 1;
    }
    return output;
  }

  #sample(index: number): number {
    const weights = this.#weights[(index * this.#step) % this.#phases] ?? [];
    const first = this.#positionOf(index) - this.#reach - this.#inputFrom;
    let sum = 0;
    for (let place = Math.max(0, -first); place < weights.length; place += 1) {
      sum += (weights[place] ?? 0) * (this.#input[first + place] ?? 0);
    }
    return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }

  /** The input sample at or before an output sample. */
  #positionOf(index: number): number {
    return Math.floor((index * this.#step) / this.#phases);
  }
}

/**
 * Weights of the input samples around a place that lies `fraction` after one of them.
 * @param band width of what is kept, as a share of the input's own
 */
function weightsAt(fraction: number, reach: number, band: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, place) => {
    const distance = place - reach - fraction;
    return band * sinc(band * distance) * kaiser(distance / (reach + 1));
  });
  // Silence stays silence and a constant stays itself, whatever the rounding of the window.
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return bessel(BETA * Math.sqrt(Math.max(0, 1 - x * x))) / bessel(BETA);
}

/** Modified Bessel function of the first kind, order zero, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
