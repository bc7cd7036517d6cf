import { expect, test } from 'vitest';
import { timelineOf } from '../../../src/client/admin/timeline.ts';
import type { SlowTurn } from '../../../src/protocol/rest/admin.ts';
import { NO_TIMINGS } from '../../../src/voice/turn-record.ts';

const drawn = (timings: Partial<SlowTurn['timings']>, totalMs: number) =>
  timelineOf({ timings: { ...NO_TIMINGS, ...timings }, totalMs }).map(
    ({ stage, from, to }) => `${stage} ${from}-${to}`,
  );

test('the stages of a typed turn follow each other', () => {
  expect(drawn({ retrievalMs: 100, modelFirstTokenMs: 400, firstSentenceMs: 700 }, 1500)).toEqual([
    'retrieval 0-100',
    'modelFirstToken 100-500',
    'firstSentence 500-700',
    'total 0-1500',
  ]);
});

test('a spoken turn begins with the end of what was said, and ends with sound', () => {
  const timings = { endOfTurnMs: 300, sttMs: 200, retrievalMs: 50, modelFirstTokenMs: 250, firstSentenceMs: 800 };
  expect(drawn({ ...timings, ttsFirstByteMs: 100, firstAudioMs: 950 }, 4000)).toEqual([
    'endOfTurn 0-300',
    'stt 0-200',
    'retrieval 300-350',
    'modelFirstToken 350-600',
    'firstSentence 600-800',
    'ttsFirstByte 850-950',
    'firstAudio 800-950',
    'total 0-4000',
  ]);
});

test('an answer begun before the question was sure overlaps, and nothing ends after what came later', () => {
  expect(drawn({ endOfTurnMs: 600, modelFirstTokenMs: 400, firstSentenceMs: 650 }, 900)).toEqual([
    'endOfTurn 0-600',
    'modelFirstToken 250-650',
    'firstSentence 650-650',
    'total 0-900',
  ]);
});

test('a turn that failed at once is all there is of it', () => {
  expect(drawn({}, 40)).toEqual(['total 0-40']);
});
