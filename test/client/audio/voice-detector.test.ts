import { expect, test } from 'vitest';
import { detector } from '../support/voice-detector.ts';

test('tells at once that a voice begins, and 320 ms later that it has stopped', async () => {
  const { told, hear } = detector();
  await hear(0.9, 32);
  expect(told).toEqual(['voice']);
  await hear(0.9, 500);
  await hear(0, 288);
  expect(told).toEqual(['voice']);
  await hear(0, 32);
  expect(told).toEqual(['voice', 'silence 320']);
});

test('silence, and sounds that are hardly speech, are nothing', async () => {
  const { told, hear } = detector();
  await hear(0, 2_000);
  await hear(0.49, 2_000);
  expect(told).toEqual([]);
});

test('a click that was taken for a voice is taken back', async () => {
  const { told, hear } = detector();
  await hear(0.9, 64);
  await hear(0, 320);
  expect(told).toEqual(['voice', 'misfire']);
});

test('a short pause within speech ends nothing', async () => {
  const { told, hear } = detector();
  await hear(0.9, 500);
  await hear(0, 256);
  await hear(0.9, 500);
  expect(told).toEqual(['voice']);
});

test('what is left of the tutor’s voice in a loudspeaker is no interruption, however much it is a voice', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 20_000, 0.02);
  await hear(0, 1_000, 0.001);
  await hear(0.95, 20_000, 0.03);
  expect(told).toEqual([]);
});

test('through a loudspeaker who is clearly louder than the tutor is heard', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 5_000, 0.02);
  await hear(0.95, 448, 0.08);
  expect(told).toEqual(['voice']);
  await hear(0, 320, 0.001);
  expect(told).toEqual(['voice', 'silence 320']);
});

test('through a loudspeaker nobody is heard before it is known how loud the tutor is there; then it is known', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 992, 0.2);
  expect(told).toEqual([]);
  await hear(0.95, 7_000, 0.02);
  heard.guard('quiet');
  await hear(0, 2_000, 0);
  heard.guard('loudspeaker');
  await hear(0.95, 480, 0.2);
  expect(told).toEqual(['voice']);
});

test('a learner who goes on speaking does not become the tutor’s echo', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 5_000, 0.02);
  for (let time = 0; time < 4; time += 1) {
    await hear(0.95, 3_000, 0.1);
    await hear(0, 640, 0.001);
  }
  expect(told).toEqual(Array.from({ length: 4 }, () => ['voice', 'silence 320']).flat());
});

test.each([
  ['loudspeaker', 416, 32],
  ['headphones', 224, 32],
] as const)('while the tutor is heard through %s, a voice counts when it has lasted', async (guard, almost, rest) => {
  const { heard, told, hear } = detector();
  heard.guard(guard);
  await hear(0, 3_000, 0.001);
  await hear(0.95, almost);
  expect(told).toEqual([]);
  await hear(0.95, rest);
  expect(told).toEqual(['voice']);
  await hear(0, 320);
  expect(told).toEqual(['voice', 'silence 320']);
});

test('a sound that was too short to interrupt was never told of', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0, 3_000, 0.001);
  await hear(0.95, 200);
  await hear(0, 640);
  expect(told).toEqual([]);
});

test('who is already speaking when the tutor falls silent is heard', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0, 3_000, 0.001);
  await hear(0.95, 200);
  heard.guard('quiet');
  expect(told).toEqual(['voice']);
  await hear(0.95, 600);
  await hear(0, 320);
  expect(told).toEqual(['voice', 'silence 320']);
});

test('the tutor’s last words, still on their way through the room when it has fallen silent, are nobody’s voice', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 3_000, 0.02);
  heard.guard('quiet');
  await hear(0.95, 256, 0.02);
  await hear(0, 640, 0.001);
  expect(told).toEqual([]);
});

test('a soft voice that goes on after the tutor fell silent is heard', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 3_000, 0.02);
  heard.guard('quiet');
  await hear(0.95, 320, 0.02);
  expect(told).toEqual(['voice']);
});

test('begins anew after it was muted', async () => {
  const { heard, told, hear } = detector();
  await hear(0.9, 500);
  heard.reset();
  await hear(0, 1_000);
  expect(told).toEqual(['voice']);
});

test('leaves frames out rather than falling behind more than 12', async () => {
  const { heard, told } = detector();
  for (let frame = 0; frame < 40; frame += 1) heard.frame(new Float32Array(512).fill(frame < 12 ? 0 : 0.9));
  await heard.idle();
  expect(told).toEqual([]);
});

test('a model that breaks is told', async () => {
  const { told, hear, model } = detector();
  model.broken = true;
  await hear(0.9, 32);
  expect(told).toEqual(['failed']);
  model.broken = false;
  await hear(0.9, 32);
  expect(told).toEqual(['failed', 'voice']);
});
