import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loudness } from '../../../src/client/audio/pcm.ts';
import { Resampler } from '../../../src/client/audio/resampler.ts';

function tone(hertz: number, rate: number, samples: number): Float32Array {
  return Float32Array.from({ length: samples }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate));
}

/** Without the filter's way in and out. */
function middle(samples: Float32Array): Float32Array {
  return samples.subarray(200, samples.length - 200);
}

function inPieces(resampler: Resampler, input: Float32Array, sizes: number[]): Float32Array {
  const out: number[] = [];
  for (let at = 0, turn = 0; at < input.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(...resampler.process(input.subarray(at, at + size)));
    at += size;
  }
  return Float32Array.from(out);
}

const HALF = Math.SQRT1_2;

test.each([
  [48_000, 16_000, 440],
  [44_100, 16_000, 3_000],
  [24_000, 48_000, 6_000],
  [24_000, 44_100, 1_000],
  [16_000, 16_000, 1_000],
])('from %i to %i a tone of %i Hz keeps its loudness', (from, to, hertz) => {
  const out = new Resampler(from, to).process(tone(hertz, from, from));
  expect(loudness(middle(out))).toBeCloseTo(HALF, 2);
});

test.each([
  [48_000, 9_000],
  [48_000, 15_000],
  [44_100, 12_000],
])('from %i, what 16 kHz can’t carry (%i Hz) is gone, and not heard as another tone', (from, hertz) => {
  const out = new Resampler(from, 16_000).process(tone(hertz, from, from));
  expect(loudness(middle(out))).toBeLessThan(0.002);
});

test('a tone stays the same tone', () => {
  const out = middle(new Resampler(48_000, 16_000).process(tone(1_000, 48_000, 48_000)));
  let crossings = 0;
  for (let at = 1; at < out.length; at += 1) if ((out[at - 1] ?? 0) < 0 && (out[at] ?? 0) >= 0) crossings += 1;
  expect(Math.abs(crossings - (1_000 * out.length) / 16_000)).toBeLessThanOrEqual(1);
});

test('it makes no difference in which pieces the sound comes', () => {
  const input = tone(700, 44_100, 4_000);
  const whole = new Resampler(44_100, 16_000).process(input);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 10 }), (sizes) => {
      expect(inPieces(new Resampler(44_100, 16_000), input, sizes)).toEqual(whole);
    }),
    { numRuns: 20 },
  );
});

test('a second of sound stays a second of sound', () => {
  const out = inPieces(new Resampler(48_000, 16_000), tone(300, 48_000, 48_000), [128]);
  expect(16_000 - out.length).toBeGreaterThanOrEqual(0);
  expect(16_000 - out.length).toBeLessThan(40);
});
