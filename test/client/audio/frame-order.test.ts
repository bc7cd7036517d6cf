import { expect, test } from 'vitest';
import { FrameOrder } from '../../../src/client/audio/frame-order.ts';
import { AudioKind } from '../../../src/protocol/audio-frame.ts';

function frame(turn: number, sentence: number, sequence: number) {
  return { kind: AudioKind.tutor, turn, sentence, sequence, pcm: new Uint8Array(2) };
}

function expecting(turn: number): FrameOrder {
  const order = new FrameOrder();
  order.expect(turn);
  return order;
}

test('sound of a turn that was not announced is not played', () => {
  const order = new FrameOrder();
  expect(order.take(frame(7, 0, 0))).toBe(false);
  order.expect(7);
  expect(order.take(frame(7, 0, 0))).toBe(true);
  expect(order.take(frame(8, 0, 0))).toBe(false);
});

test('a frame that comes twice or too late is left out', () => {
  const order = expecting(7);
  const taken = [frame(7, 0, 0), frame(7, 0, 1), frame(7, 0, 1), frame(7, 0, 0), frame(7, 0, 3), frame(7, 0, 2)];
  expect(taken.map((one) => order.take(one))).toEqual([true, true, false, false, true, false]);
});

test('each sentence may count anew, and an earlier sentence never comes back', () => {
  const order = expecting(7);
  const taken = [frame(7, 0, 5), frame(7, 1, 0), frame(7, 0, 6), frame(7, 3, 0)];
  expect(taken.map((one) => order.take(one))).toEqual([true, true, false, true]);
});

test('the sequence goes on from 65,535 to 0', () => {
  const order = expecting(7);
  expect([frame(7, 0, 65_535), frame(7, 0, 0), frame(7, 0, 65_535)].map((one) => order.take(one))).toEqual([
    true,
    true,
    false,
  ]);
});

test('nothing of a dead turn is played, however late', () => {
  const order = expecting(7);
  order.take(frame(7, 0, 0));
  order.kill();
  expect(order.take(frame(7, 0, 1))).toBe(false);
  order.expect(8);
  expect(order.take(frame(7, 1, 0))).toBe(false);
  expect(order.take(frame(8, 0, 0))).toBe(true);
});

test('announcing the same turn with each sentence starts nothing anew', () => {
  const order = expecting(7);
  order.take(frame(7, 0, 0));
  order.expect(7);
  expect(order.take(frame(7, 0, 0))).toBe(false);
});

test('the learner’s own kind of sound is not played', () => {
  expect(expecting(7).take({ ...frame(7, 0, 0), kind: AudioKind.learner })).toBe(false);
});

test('what is sent again after a cut is played from where the sound that came had ended', () => {
  const order = expecting(7);
  for (const sequence of [0, 1, 2]) order.take(frame(7, 2, sequence));
  const again = [frame(7, 2, 1), frame(7, 2, 2), frame(7, 2, 3), frame(7, 3, 0)];
  expect(again.map((one) => order.take(one))).toEqual([false, false, true, true]);
});
