import { expect, test } from 'vitest';
import { type WayFacts, wantedWays } from '../../../src/client/talk/sound-ways.ts';
import { type PhaseFacts, phaseOf } from '../../../src/client/talk/talk-phase.ts';

const quiet: PhaseFacts = {
  ear: 'open',
  spoken: false,
  holding: false,
  interrupted: false,
  onHold: false,
  answer: undefined,
  heardLater: false,
  asked: false,
  lineLost: false,
};

test.each<[string, Partial<PhaseFacts>, string]>([
  ['an open microphone', {}, 'listening'],
  ['a closed microphone', { ear: 'closed' }, 'ready'],
  ['a microphone between two holds of the button', { ear: 'warm' }, 'ready'],
  ['a muted microphone', { ear: 'muted' }, 'paused'],
  ['a microphone that a call has taken', { ear: 'interrupted' }, 'paused'],
  ['a question on its way', { asked: true }, 'thinking'],
  ['an answer without a word', { answer: '' }, 'thinking'],
  ['an answer being written', { answer: 'Leaves' }, 'answering'],
  ['an answer being written, and read aloud here', { answer: 'Leaves', spoken: true }, 'speaking'],
  ['an answer whose sound is still to come', { answer: 'Leaves', heardLater: true }, 'thinking'],
  ['a sentence being spoken', { spoken: true, heardLater: true, answer: 'Leaves' }, 'speaking'],
  ['an answer that broke off with the line', { answer: 'Leaves', lineLost: true }, 'away'],
  ['a question on its way when the line was lost', { asked: true, lineLost: true }, 'away'],
  ['a sentence that is here already, spoken without a line', { spoken: true, answer: 'A', lineLost: true }, 'speaking'],
  ['an open microphone without a line', { lineLost: true }, 'listening'],
  ['the learner’s voice over the tutor’s', { spoken: true, holding: true }, 'listening'],
  ['a phone call while the tutor speaks', { spoken: true, interrupted: true }, 'paused'],
  ['a talk that stands still', { ear: 'closed', onHold: true, spoken: true, answer: 'Leaves' }, 'paused'],
  ['the button held while the talk stands still', { onHold: true, spoken: true, holding: true }, 'listening'],
])('%s', (_, facts, phase) => {
  expect(phaseOf({ ...quiet, ...facts })).toBe(phase);
});

const still: WayFacts = {
  settings: { voice: 'auto', speaker: 'server' },
  serverListens: false,
  listens: false,
  askedAloud: false,
  canPlay: true,
  busy: false,
};
const none = { in: false, out: false };
const both = { in: true, out: true };

test.each<[string, Partial<WayFacts>, object]>([
  ['a talk that is typed', {}, none],
  ['the server listens', { serverListens: true, listens: true }, both],
  ['the browser listens, the server speaks', { listens: true }, { in: false, out: true }],
  [
    'the server listens and can’t speak',
    { serverListens: true, listens: true, canPlay: false },
    { in: true, out: false },
  ],
  ['answers are always read aloud', { settings: { voice: 'on', speaker: 'server' } }, { in: false, out: true }],
  ['answers are never read aloud', { settings: { voice: 'off', speaker: 'server' }, listens: true }, none],
  ['this device’s own voice is wanted', { settings: { voice: 'on', speaker: 'browser' } }, none],
  ['the microphone was closed after a spoken question', { askedAloud: true }, { in: false, out: true }],
])('which ways sound needs: %s', (_, facts, ways) => {
  expect(wantedWays(none, { ...still, ...facts })).toEqual(ways);
});

test('while an answer is under way no way is closed, and one may be opened', () => {
  expect(wantedWays(both, { ...still, busy: true })).toEqual(both);
  expect(wantedWays(none, { ...still, busy: true, serverListens: true, listens: true })).toEqual(both);
  expect(wantedWays(both, still)).toEqual(none);
});
