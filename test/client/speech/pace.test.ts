import { expect, test } from 'vitest';
import { Pace } from '../../../src/client/speech/pace.ts';

const text = 'Leaves hold a green dye.';

test('with a known length, the share that was played decides, rounded down to a word', () => {
  const pace = new Pace();
  expect(pace.said(text, 0, 2_400, 0)).toBe(0);
  expect(text.slice(0, pace.said(text, 1_000, 2_400, 0))).toBe('Leaves ');
  expect(text.slice(0, pace.said(text, 1_300, 2_400, 0))).toBe('Leaves hold ');
  expect(pace.said(text, 2_400, 2_400, 0)).toBe(text.length);
});

test('never more than the sentence, however long it took', () => {
  expect(new Pace().said(text, 9_000, 2_400, 0)).toBe(text.length);
});

test('with an unknown length, it is what people usually say in the time, and never the end', () => {
  expect(text.slice(0, new Pace().said(text, 700, undefined, 0))).toBe('Leaves ');
});

test('sound that has come makes the sentence at least as long', () => {
  expect(new Pace().said(text, 1_600, undefined, 16_000)).toBe(0);
});

test('a slow voice is learned from the sentences it has said', () => {
  const pace = new Pace();
  for (let sentence = 0; sentence < 20; sentence += 1) pace.learn(100, 20_000);
  expect(pace.said(text, 2_000, undefined, 0)).toBe('Leaves '.length);
});

test('a click, or nothing at all, teaches no pace', () => {
  const pace = new Pace();
  pace.learn(200, 10);
  pace.learn(0, 5_000);
  expect(text.slice(0, pace.said(text, 700, undefined, 0))).toBe('Leaves ');
});
