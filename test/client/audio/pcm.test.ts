import { expect, test } from 'vitest';
import { Framer } from '../../../src/client/audio/framer.ts';
import { fromPcm16, loudness, toPcm16 } from '../../../src/client/audio/pcm.ts';

test('samples become 16 bits, little-endian, and what is too loud is cut off', () => {
  expect([...toPcm16(Float32Array.of(0, 1, -1, 2, -2))]).toEqual([
    0, 0, 0xff, 0x7f, 0x01, 0x80, 0xff, 0x7f, 0x01, 0x80,
  ]);
});

test('16 bits become samples again, also where the bytes begin at an odd place', () => {
  const bytes = new Uint8Array([9, ...toPcm16(Float32Array.of(0, 0.5, -1))]);
  const samples = fromPcm16(bytes.subarray(1));
  expect(samples[1]).toBeCloseTo(0.5, 4);
  expect(samples[2]).toBeCloseTo(-1, 4);
});

test('half a sample at the end is left out', () => {
  expect(fromPcm16(new Uint8Array(5))).toHaveLength(2);
});

test('silence has no loudness, and neither has nothing', () => {
  expect(loudness(new Float32Array(100))).toBe(0);
  expect(loudness(new Float32Array(0))).toBe(0);
  expect(loudness(new Float32Array(100).fill(0.5))).toBe(0.5);
});

test('cuts frames of one length out of pieces of any, and loses no sample', () => {
  const framer = new Framer(4);
  const input = Float32Array.from({ length: 11 }, (_, at) => at);
  const frames = [
    ...framer.push(input.subarray(0, 3)),
    ...framer.push(input.subarray(3, 9)),
    ...framer.push(input.subarray(9)),
  ];
  expect(frames.map((frame) => [...frame])).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
  expect(framer.push(Float32Array.of(11)).map((frame) => [...frame])).toEqual([[8, 9, 10, 11]]);
});

test('a frame that was handed out is not written to again', () => {
  const framer = new Framer(2);
  const [first] = framer.push(Float32Array.of(1, 2));
  framer.push(Float32Array.of(3, 4));
  expect([...(first ?? [])]).toEqual([1, 2]);
});
