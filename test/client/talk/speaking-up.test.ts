import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { ConnectionState } from '../../../src/client/realtime/connection-state.ts';
import type { EarState } from '../../../src/client/speech/ear.ts';
import type { Voice } from '../../../src/client/speech/voice.ts';
import { SpeakingUp } from '../../../src/client/talk/speaking-up.ts';
import type { Notice } from '../../../src/protocol/server-events.ts';

const PROMPT: Notice = { type: 'notice', code: 'quiet', message: 'Take your time.' };
const ALOUD = { ...PROMPT, turnId: 'aside', turn: 7 };

/** A learner who listens hands-free over an open line. */
function listening() {
  const connection = signal<ConnectionState>({ kind: 'open' });
  const state = signal<EarState>('open');
  const handsFree = signal(true);
  const typing = signal(false);
  const heard = signal(true);
  const told: string[] = [];
  const voice: Voice = {
    speaking: undefined,
    heardChars: () => undefined,
    say: () => undefined,
    finish: (turnId) => told.push(`finish ${turnId}`),
    pause: () => undefined,
    resume: () => undefined,
    drop: () => undefined,
    cut: (turnId) => told.push(`cut ${turnId}`),
    close: () => undefined,
  };
  const up = new SpeakingUp({
    connection,
    hearing: { state, handsFree },
    typing,
    maySpeak: () => heard.value,
    allow: (speakUp) => told.push(speakUp ? 'allow' : 'forbid'),
    say: ({ turnId, turn, text, place }) => told.push(`say ${turnId}/${turn} ${text.slice(place.start, place.end)}`),
    voice: () => voice,
    newId: () => 'new',
  });
  return { up, connection, state, handsFree, typing, heard, told };
}

test.each([
  ['is muted', ({ state }: ReturnType<typeof listening>) => (state.value = 'muted')],
  ['has the page out of sight', ({ state }: ReturnType<typeof listening>) => (state.value = 'interrupted')],
  ['types', ({ typing }: ReturnType<typeof listening>) => (typing.value = true)],
  ['wants no voice', ({ heard }: ReturnType<typeof listening>) => (heard.value = false)],
  ['closes the microphone', ({ handsFree }: ReturnType<typeof listening>) => (handsFree.value = false)],
])('a learner who %s is not spoken to unasked any more', (_, change) => {
  const learner = listening();
  expect(learner.told).toEqual(['allow']);
  change(learner);
  expect(learner.told).toEqual(['allow', 'forbid']);
});

test('a learner who holds the button is never spoken to unasked', () => {
  const { told, handsFree, state, typing } = listening();
  handsFree.value = false;
  told.length = 0;
  for (const next of ['warm', 'open', 'closed', 'open'] as const) state.value = next;
  typing.value = true;
  expect(told).toEqual([]);
});

test('every new line is told so, and none that is not there', () => {
  const { told, connection, typing } = listening();
  connection.value = { kind: 'waiting', attempt: 1, retryInMs: 10 };
  typing.value = true;
  typing.value = false;
  expect(told).toEqual(['allow']);
  connection.value = { kind: 'open' };
  expect(told).toEqual(['allow', 'allow']);
  connection.value = { kind: 'connecting' };
  typing.value = true;
  connection.value = { kind: 'open' };
  expect(told).toEqual(['allow', 'allow']);
});

test('what has sound is said by the server’s voice, up to its end', () => {
  const { up, told } = listening();
  up.said(ALOUD);
  up.listening(true);
  expect(told).toEqual(['allow', 'say aside/7 Take your time.']);
  up.listening(false);
  up.listening(false);
  expect(told.slice(2)).toEqual(['finish aside']);
});

test('what has no sound is said by the browser, unless nothing is to be heard', () => {
  const { up, told, heard } = listening();
  up.said(PROMPT);
  expect(told.at(-1)).toBe('say new/undefined Take your time.');
  heard.value = false;
  told.length = 0;
  up.said(PROMPT);
  expect(told).toEqual([]);
});

test('other notices are not said', () => {
  const { up, told } = listening();
  up.said({ ...PROMPT, code: 'speech_kept' });
  expect(told).toEqual(['allow']);
});

test('it is cut when the learner says something instead, once', () => {
  const { up, told } = listening();
  expect(up.cut()).toBe(false);
  up.said(ALOUD);
  expect([up.cut(), up.cut()]).toEqual([true, false]);
  expect(told.at(-1)).toBe('cut aside');
});
