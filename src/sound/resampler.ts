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
  /** Input still needed; silence is before the first of all. As it is calculated with: telephones bring fifty pieces a second each. */
  #input: Float64Array;
  #held: number;
  /** Index of its first sample in the whole stream. */
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
    this.#input = new Float64Array(2 * this.#reach);
    this.#held = this.#reach;
    this.#inputFrom = -this.#reach;
    this.#weights = weightsOf(this.#phases, this.#reach, KEPT_BAND / stretch);
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
    const over = Math.max(0, this.#positionOf(this.#produced) - this.#reach - this.#inputFrom);
    const gone = Math.min(over, this.#held);
    const before = this.#input;
    const kept = this.#held - gone;
    if (kept + samples.length > before.length) this.#input = new Float64Array(2 * (kept + samples.length));
    this.#input.set(before.subarray(gone, this.#held));
    for (let at = 0; at < samples.length; at += 1) this.#input[kept + at] = samples[at] ?? 0;
    this.#inputFrom += gone;
    this.#held = kept + samples.length;
    this.#received += samples.length;
  }

  /** Output samples whose place lies before the input sample `before`. */
  #produce(before: number): Int16Array {
    const count = Math.max(0, Math.ceil((before * this.#phases) / this.#step) - this.#produced);
    const output = new Int16Array(count);
    const firstOf = (at: number) => this.#positionOf(this.#produced + at) - this.#reach - this.#inputFrom;
    const phaseOf = (at: number) => ((this.#produced + at) * this.#step) % this.#phases;
    for (let at = 0; at < Math.min(count, this.#phases); at += 1) {
      const weights = this.#weights[phaseOf(at)];
      if (weights) this.#row(output, at, firstOf(at), weights);
    }
    this.#produced += count;
    return output;
  }

  /**
   * Every output sample that lies as this one between two input samples, from `at` on: they share their weights. Four of them
   * in one go, since each sum waits for its last addition.
   * @param first where the input of the first of them begins
   */
  #row(output: Int16Array, at: number, first: number, weights: Float64Array): void {
    const input = this.#input;
    const apart = this.#phases;
    const step = this.#step;
    let from = first;
    let to = at;
    if (step === 1) {
      const done = denseRow(output, at, apart, input, from, weights);
      to += done * apart;
      from += done;
    }
    for (; to + 3 * apart < output.length; to += 4 * apart, from += 4 * step) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let place = 0; place < weights.length; place += 1) {
        const weight = weights[place] ?? 0;
        const next = from + place;
        a += weight * (input[next] ?? 0);
        b += weight * (input[next + step] ?? 0);
        c += weight * (input[next + 2 * step] ?? 0);
        d += weight * (input[next + 3 * step] ?? 0);
      }
      output[to] = sample(a);
      output[to + apart] = sample(b);
      output[to + 2 * apart] = sample(c);
      output[to + 3 * apart] = sample(d);
    }
    for (; to < output.length; to += apart, from += step) {
      let sum = 0;
      for (let place = 0; place < weights.length; place += 1) {
        sum += (weights[place] ?? 0) * (input[from + place] ?? 0);
      }
      output[to] = sample(sum);
    }
  }

  /** The input sample at or before an output sample. */
  #positionOf(index: number): number {
    return Math.floor((index * this.#step) / this.#phases);
  }
}

/**
 * The same where one sample of the input follows the other: neighbours share their input but for one, so that each is read once
 * for all four: from 8 to 16 kHz that takes 0.6 to 0.7 of the processor time.
 * @returns how many output samples there are now
 */
function denseRow(
  output: Int16Array,
  at: number,
  apart: number,
  input: Float64Array,
  first: number,
  weights: Float64Array,
): number {
  let from = first;
  let to = at;
  for (; to + 3 * apart < output.length; to += 4 * apart, from += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let one = input[from] ?? 0;
    let two = input[from + 1] ?? 0;
    let three = input[from + 2] ?? 0;
    for (let place = 0; place < weights.length; place += 1) {
      const weight = weights[place] ?? 0;
      const four = input[from + place + 3] ?? 0;
      a += weight * one;
      b += weight * two;
      c += weight * three;
      d += weight * four;
      one = two;
      two = three;
      three = four;
    }
    output[to] = sample(a);
    output[to + apart] = sample(b);
    output[to + 2 * apart] = sample(c);
    output[to + 3 * apart] = sample(d);
  }
  return from - first;
}

function sample(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)));
}

/** By what they depend on: every sentence of a voice has a resampler of its own, and the rates are always the same few. */
const KNOWN_WEIGHTS = new Map<string, Float64Array[]>();

function weightsOf(phases: number, reach: number, band: number): Float64Array[] {
  const key = `${phases} ${reach} ${band}`;
  const known = KNOWN_WEIGHTS.get(key);
  if (known) return known;
  const weights = Array.from({ length: phases }, (_, phase) => weightsAt(phase / phases, reach, band));
  KNOWN_WEIGHTS.set(key, weights);
  return weights;
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
