import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlayQueue } from '../../../src/client/audio/play-queue.ts';

/** A thousand samples a second: a sample is a millisecond, and the cushion 80 of them. */
const RATE = 1_000;

function sound(value: number, length: number): Float32Array {
  return new Float32Array(length).fill(value);
}

function push(queue: PlayQueue, turn: number, sentence: number, samples: Float32Array, ms = samples.length): void {
  queue.push({ turn, sentence, samples, ms });
}

function pull(queue: PlayQueue, samples: number) {
  const output = new Float32Array(samples);
  const ended = queue.pull(output);
  return { output: [...output], ended };
}

test('plays nothing until a cushion of 80 ms has come', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.5, 79));
  expect(pull(queue, 10).output).toEqual(Array(10).fill(0));
  push(queue, 1, 0, sound(0.5, 1));
  expect(pull(queue, 10).output).toEqual(Array(10).fill(0.5));
});

test('a sound shorter than the cushion is played when nothing more comes in that time', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.5, 20));
  for (let waited = 0; waited < 70; waited += 10) expect(pull(queue, 10).output[0]).toBe(0);
  expect(pull(queue, 10).output[0]).toBe(0.5);
});

test('counts the milliseconds of each sentence, and tells when the next one begins', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.1, 90));
  push(queue, 1, 1, sound(0.2, 50));
  expect(pull(queue, 60).ended).toEqual([]);
  expect(queue.position).toEqual({ turn: 1, sentence: 0, playedMs: 60, done: false });
  const { output, ended } = pull(queue, 60);
  expect(ended).toEqual([{ turn: 1, sentence: 0, playedMs: 90, done: true }]);
  expect(output[29]).toBeCloseTo(0.1);
  expect(output[30]).toBeCloseTo(0.2);
  expect(queue.position).toEqual({ turn: 1, sentence: 1, playedMs: 30, done: false });
});

test('counts by the length that the sound had before it was resampled, and misses no frame that has become nothing', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.1, 98), 100);
  push(queue, 1, 0, sound(0.1, 0), 5);
  push(queue, 1, 1, sound(0.2, 52), 50);
  pull(queue, 49);
  expect(queue.position?.playedMs).toBe(50);
  expect(pull(queue, 60).ended).toEqual([{ turn: 1, sentence: 0, playedMs: 105, done: true }]);
  pull(queue, 60);
  expect(queue.position).toEqual({ turn: 1, sentence: 1, playedMs: 50, done: false });
});

test('where sound is late there is silence, which is not counted as played', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.5, 80));
  expect(pull(queue, 100).output.slice(80)).toEqual(Array(20).fill(0));
  expect(queue.position?.playedMs).toBe(80);
  expect(queue.drained).toBe(true);
  expect(queue.playing).toBe(false);
  pull(queue, 500);
  expect(queue.position?.playedMs).toBe(80);
});

test('after a hole it waits for a new cushion', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 0, sound(0.5, 80));
  pull(queue, 100);
  push(queue, 1, 0, sound(0.5, 40));
  expect(pull(queue, 20).output[0]).toBe(0);
  push(queue, 1, 0, sound(0.5, 40));
  expect(pull(queue, 20).output[0]).toBe(0.5);
  expect(queue.position?.playedMs).toBe(100);
});

test('paused it is silent at once and stands still; it goes on at the next sample', () => {
  const queue = new PlayQueue(RATE);
  push(
    queue,
    1,
    0,
    Float32Array.from({ length: 100 }, (_, at) => at + 1),
  );
  pull(queue, 10);
  queue.pause();
  expect(pull(queue, 50).output).toEqual(Array(50).fill(0));
  expect(queue.position?.playedMs).toBe(10);
  queue.resume();
  expect(pull(queue, 3).output).toEqual([11, 12, 13]);
});

test('dropped it is silent at once, and the next turn begins anew', () => {
  const queue = new PlayQueue(RATE);
  push(queue, 1, 3, sound(0.5, 200));
  pull(queue, 10);
  queue.pause();
  queue.drop();
  expect(pull(queue, 10).output).toEqual(Array(10).fill(0));
  expect(queue.position).toBeUndefined();
  push(queue, 2, 0, sound(0.25, 100));
  expect(pull(queue, 10).output[0]).toBe(0.25);
  expect(queue.position).toMatchObject({ turn: 2, sentence: 0, playedMs: 10 });
});

test('never plays more than came, and everything that came, in order', () => {
  const piece = fc.record({ sentence: fc.nat(2), length: fc.integer({ min: 0, max: 60 }), pull: fc.nat(90) });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const queue = new PlayQueue(RATE);
      const inOrder = pieces.toSorted((a, b) => a.sentence - b.sentence);
      const played: number[] = [];
      let sample = 0;
      for (const { sentence, length, pull: wanted } of inOrder) {
        push(
          queue,
          1,
          sentence,
          Float32Array.from({ length }, () => (sample += 1)),
        );
        played.push(...pull(queue, wanted).output.filter((value) => value !== 0));
        expect(played.length).toBeLessThanOrEqual(sample);
      }
      for (let rest = 0; rest < 40; rest += 1) played.push(...pull(queue, 100).output.filter((value) => value !== 0));
      expect(played).toEqual(Array.from({ length: sample }, (_, at) => at + 1));
      expect(queue.drained).toBe(true);
    }),
    { numRuns: 100 },
  );
});
