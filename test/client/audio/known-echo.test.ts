import { expect, test } from 'vitest';
import { detector } from '../support/voice-detector.ts';

const ECHO_DB = -34;
/** Sound of that level. */
const ECHO = 0.02;

test('keeps what it learned of the tutor’s echo, for the next talk', async () => {
  const { heard, hear, kept } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 1_000, ECHO);
  heard.guard('quiet');
  expect(kept).toEqual([]);
  heard.guard('loudspeaker');
  await hear(0.95, 3_000, ECHO);
  heard.guard('quiet');
  expect(kept).toEqual([ECHO_DB]);
});

test('keeps what it learned in the middle of an answer before it asks about other devices', async () => {
  const { heard, hear, kept } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 3_000, ECHO);
  await heard.recall();
  heard.guard('quiet');
  expect(kept).toEqual([ECHO_DB]);
});

test('where the echo is known from an earlier talk, a voice 12 dB louder is heard from the first word on, and no other', async () => {
  const { heard, told, hear } = detector(ECHO_DB);
  await heard.recall();
  heard.guard('loudspeaker');
  await hear(0.95, 900, 3.9 * ECHO);
  expect(told).toEqual([]);
  await hear(0.95, 448, 4.1 * ECHO);
  expect(told).toEqual(['voice']);
});

test('through headphones, known as such, a voice counts as fast as it does there, from the first word on', async () => {
  const { heard, told, hear } = detector(-62);
  await heard.recall();
  heard.guard('loudspeaker');
  await hear(0.65, 224, 0.05);
  expect(told).toEqual([]);
  await hear(0.65, 32, 0.05);
  expect(told).toEqual(['voice']);
});

test('headphones are found out in the first answer', async () => {
  const { heard, told, hear, kept } = detector();
  heard.guard('loudspeaker');
  await hear(0.1, 2_500, 0.0001);
  await hear(0.65, 256, 0.05);
  expect(told).toEqual(['voice']);
  heard.guard('quiet');
  expect(kept).toEqual([-62]);
});

test('other devices have another echo', async () => {
  const { heard, told, hear, devices } = detector(-62);
  await heard.recall();
  devices.earlierDb = undefined;
  await heard.recall();
  heard.guard('loudspeaker');
  await hear(0.95, 1_400, ECHO);
  expect(told).toEqual([]);
});

test('what an earlier talk taught is believed once: a louder tutor interrupts itself no second time', async () => {
  const { heard, told, hear } = detector(-62);
  await heard.recall();
  for (let time = 0; time < 4; time += 1) {
    heard.guard('loudspeaker');
    await hear(0.95, 5_000, ECHO);
    heard.guard('quiet');
    heard.mistaken();
    await hear(0, 640, 0.0001);
  }
  expect(told.filter((what) => what === 'voice')).toHaveLength(1);
});

test('a tutor who has become louder interrupts itself twice at most, and is then known', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 5_000, ECHO);
  for (let time = 0; time < 6; time += 1) {
    heard.guard('loudspeaker');
    await hear(0.95, 2_000, 4 * ECHO);
    heard.guard('quiet');
    heard.mistaken();
    await hear(0, 640, 0.0001);
  }
  expect(told.filter((what) => what === 'voice').length).toBeLessThanOrEqual(2);
});

test('a learner who has said “mhm” over the tutor is heard as easily the next time', async () => {
  const { heard, told, hear } = detector();
  heard.guard('loudspeaker');
  await hear(0.95, 5_000, ECHO);
  for (let time = 0; time < 2; time += 1) {
    await hear(0.95, 480, 4 * ECHO);
    heard.guard('quiet');
    await hear(0, 640, 0.0001);
    heard.guard('loudspeaker');
    heard.mistaken();
    await hear(0.95, 5_000, ECHO);
  }
  expect(told.filter((what) => what === 'voice')).toHaveLength(2);
});
