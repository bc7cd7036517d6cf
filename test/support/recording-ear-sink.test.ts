import { expect, it } from 'vitest';
import { brokenRules, RecordingEarSink } from './recording-ear-sink.ts';

const spoken = (id: string, text: string) => ({
  id,
  stretches: [id],
  text,
  finishedAt: 0,
  endOfTurnMs: 0,
  sttMs: 0,
});

it('finds no fault with a talk that keeps the rules', async () => {
  const sink = new RecordingEarSink();
  sink.partial('a', 'why');
  await sink.utterance(spoken('a', 'Why?'));
  sink.onset();
  sink.falseAlarm();
  sink.nothing('b');
  sink.onset();
  sink.bargeIn();
  await sink.utterance(spoken('c', 'Stop.'));
  expect(brokenRules(sink.told)).toEqual([]);
  expect(sink.summary).toEqual([
    'utterance a: Why?',
    'onset',
    'false_alarm',
    'nothing b',
    'onset',
    'barge_in',
    'utterance c: Stop.',
  ]);
});

it('finds what breaks the rules', async () => {
  const sink = new RecordingEarSink();
  sink.falseAlarm();
  sink.onset();
  sink.onset();
  await sink.utterance(spoken('a', ' '));
  sink.partial('a', 'more');
  await sink.utterance(spoken('a', 'more'));
  expect(brokenRules(sink.told)).toEqual([
    'a false alarm without an onset',
    'a second onset before the first was settled',
    'an empty utterance',
    'utterance a before its barge-in',
    'partial of a after its end',
    'utterance of a after its end',
    'utterance a before its barge-in',
  ]);
});
