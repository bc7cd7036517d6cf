import { expect, test } from 'vitest';
import type { PlayPosition } from '../../../src/client/audio/play-queue.ts';
import { PlaybackReports } from '../../../src/client/audio/playback-reports.ts';

function reporting() {
  const told: PlayPosition[] = [];
  const clock = { now: 1_000 };
  const reports = new PlaybackReports(
    (position) => told.push(position),
    () => clock.now,
  );
  return { told, clock, reports };
}

const at = (playedMs: number, done = false): PlayPosition => ({ turn: 1, sentence: 0, playedMs, done });

test('tells progress at most every 250 ms', () => {
  const { told, clock, reports } = reporting();
  for (let ms = 0; ms <= 600; ms += 50) {
    clock.now = 1_000 + ms;
    reports.progress(at(ms));
  }
  expect(told.map(({ playedMs }) => playedMs)).toEqual([0, 250, 500]);
});

test('tells the end of a sentence and a pause at once', () => {
  const { told, reports } = reporting();
  reports.progress(at(10));
  reports.atOnce(at(20));
  reports.atOnce(at(30, true));
  expect(told).toEqual([at(10), at(20), at(30, true)]);
});

test('tells nothing twice', () => {
  const { told, clock, reports } = reporting();
  reports.atOnce(at(20));
  reports.atOnce(at(20));
  clock.now += 1_000;
  reports.progress(at(20));
  expect(told).toEqual([at(20)]);
});

test('what was told at once counts for the next 250 ms', () => {
  const { told, clock, reports } = reporting();
  reports.atOnce(at(20));
  clock.now += 249;
  reports.progress(at(269));
  clock.now += 1;
  reports.progress(at(270));
  expect(told.map(({ playedMs }) => playedMs)).toEqual([20, 270]);
});
