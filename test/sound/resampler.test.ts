import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Resampler } from '../../src/sound/resampler.ts';

function tone(hertz: number, rate: number, seconds = 0.25, loudness = 10_000): Int16Array {
  return Int16Array.from({ length: rate * seconds }, (_, n) =>
    Math.round(loudness * Math.sin((2 * Math.PI * hertz * n) / rate)),
  );
}

function resample(samples: Int16Array, from: number, to: number, pieceLength = samples.length): Int16Array {
  const resampler = new Resampler(from, to);
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += pieceLength) {
    out.push(...resampler.push(samples.subarray(at, at + pieceLength)));
  }
  out.push(...resampler.end());
  return Int16Array.from(out);
}

/** Root mean square of the middle, where no beginning or end is heard. */
function level(samples: Int16Array): number {
  const middle = samples.subarray(Math.floor(samples.length / 4), Math.floor((samples.length * 3) / 4));
  return Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
}

/** By definition: each sample a sum of its own over a windowed sinc. */
function plainly(samples: Int16Array, from: number, to: number): Int16Array {
  const bessel = (x: number) => {
    let [sum, term] = [1, 1];
    for (let k = 1; k < 30; k += 1) sum += term *= (x / (2 * k)) ** 2;
    return sum;
  };
  const stretch = Math.max(1, from / to);
  const reach = Math.ceil(16 * stretch);
  const band = 0.9 / stretch;
  return Int16Array.from({ length: Math.ceil((samples.length * to) / from) }, (_, n) => {
    const place = Math.floor((n * from) / to);
    const distances = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach - ((n * from) / to - place));
    const weights = distances.map((distance) => {
      const x = Math.PI * band * distance;
      const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
      return sinc * bessel(7 * Math.sqrt(Math.max(0, 1 - (distance / (reach + 1)) ** 2)));
    });
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const sum = weights.reduce((sum, weight, k) => sum + weight * (samples[place - reach + k] ?? 0), 0);
    return Math.max(-32_768, Math.min(32_767, Math.round(sum / whole)));
  });
}

describe('resampling', () => {
  it('gives what its definition says, to the rounding, for whatever sound, rates and pieces', () => {
    const rates = fc.constantFrom([8000, 16_000], [24_000, 8000], [16_000, 8000], [22_050, 16_000], [16_000, 24_000]);
    fc.assert(
      fc.property(fc.int16Array({ maxLength: 600 }), rates, fc.integer({ min: 1, max: 200 }), (sound, rate, piece) => {
        const [from = 1, to = 1] = rate;
        const out = resample(sound, from, to, piece);
        const wanted = plainly(sound, from, to);
        expect(out.length).toBe(wanted.length);
        for (const [n, sample] of out.entries()) expect(Math.abs(sample - (wanted[n] ?? 0))).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [24_000, 8000],
    [8000, 16_000],
    [24_000, 16_000],
    [48_000, 16_000],
    [44_100, 24_000],
    [16_000, 24_000],
  ])('from %i to %i keeps a voice’s pitch and loudness', (from, to) => {
    const out = resample(tone(1000, from), from, to);
    const wanted = tone(1000, to);
    expect(Math.abs(out.length - wanted.length)).toBeLessThanOrEqual(1);
    const half = Math.floor(out.length / 2);
    for (let n = half; n < half + 50; n += 1) expect(Math.abs((out[n] ?? 0) - (wanted[n] ?? 0))).toBeLessThan(150);
  });

  it('keeps nothing above what the lower rate can carry', () => {
    const heard = level(resample(tone(1000, 24_000), 24_000, 8000));
    for (const hertz of [4600, 6000, 7500, 11_000]) {
      const folded = level(resample(tone(hertz, 24_000), 24_000, 8000));
      expect(20 * Math.log10(folded / heard)).toBeLessThan(-50);
    }
  });

  it('adds no mirror image when the rate is raised', () => {
    const out = resample(tone(3000, 8000), 8000, 16_000);
    const wanted = tone(3000, 16_000);
    const error = out.map((sample, n) => sample - (wanted[n] ?? 0));
    expect(20 * Math.log10(level(error) / level(wanted))).toBeLessThan(-50);
  });

  it('gives the same for pieces of any length', () => {
    const whole = tone(700, 24_000, 0.05);
    const expected = resample(whole, 24_000, 8000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), (pieceLength) => {
        expect(resample(whole, 24_000, 8000, pieceLength)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('is as long as what it was given, rounded up to a sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.constantFrom(8000, 22_050, 24_000), (length, from) => {
        const out = resample(new Int16Array(length), from, 16_000, 64);
        expect(out.length).toBe(Math.ceil((length * 16_000) / from));
      }),
      { numRuns: 50 },
    );
  });

  it('does not wrap around where sound is as loud as it can be', () => {
    const loud = Int16Array.from({ length: 2400 }, (_, n) => (Math.floor(n / 60) % 2 ? 32_767 : -32_768));
    const out = resample(loud, 24_000, 8000);
    // The middle of each half wave, where a sample that wrapped around would have the other sign.
    for (let n = 110; n < out.length - 100; n += 20) {
      expect(Math.sign(out[n] ?? 0)).toBe(Math.floor((n * 3) / 60) % 2 ? 1 : -1);
    }
    expect(Math.max(...out)).toBe(32_767);
    expect(Math.min(...out)).toBe(-32_768);
  });
});
