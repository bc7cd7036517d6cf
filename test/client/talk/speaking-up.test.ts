import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { ConnectionState } from '../../../src/client/realtime/connection-state.ts';
import type { EarState } from '../../../src/client/speech/ear.ts';
import type { Voice } from '../../../src/client/speech/voice.ts';
import { SpeakingUp } from '../../../src/client/talk/speaking-up.ts';
import type { Notice } from '../../../src/protocol/server-events.ts';
import { QUIET_TEXTS } from '../../../src/spoken/listen/long-silence.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

const PROMPT: Notice = { type: 'notice', code: 'quiet', message: 'Take your time.' };
const ALOUD = { ...PROMPT, turnId: 'aside', turn: 7 };

/** A learner who listens hands-free over an open line. */
function listening() {
  const connection = signal<ConnectionState>({ kind: 'open' });
  const state = signal<EarState>('open');
  const handsFree = signal(true);
  const typing = signal(false);
  const heard = signal(true);
  const unwatched = signal(false);
  const world = new ScriptedWorld();
  const told: string[] = [];
  const shown: (string | undefined)[] = [];
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
    show: (prompt) => shown.push(prompt?.message),
    unwatched,
    patience: () => 'patient',
    language: () => 'de-CH',
    after: (ms, action) => world.after(ms, action),
    newId: () => 'new',
  });
  return { up, connection, state, handsFree, typing, heard, told, shown, unwatched, world };
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

test('what was said to a silent learner is taken away when they begin to speak or to type', () => {
  const { up, shown, typing } = listening();
  up.begun();
  typing.value = true;
  expect(shown).toEqual([undefined, undefined]);
});

test('where nobody else listens for it, a long silence is broken twice, and then left to the learner', () => {
  const { told, shown, unwatched, world } = listening();
  unwatched.value = true;
  world.pass(29_999);
  expect(shown).toEqual([]);
  world.pass(1);
  expect(shown).toEqual([QUIET_TEXTS.de.quiet]);
  expect(told.at(-1)).toBe(`say new/undefined ${QUIET_TEXTS.de.quiet}`);
  // While it is said the learner is not waited for.
  unwatched.value = false;
  world.pass(60_000);
  unwatched.value = true;
  world.pass(30_000);
  expect(shown).toEqual([QUIET_TEXTS.de.quiet, QUIET_TEXTS.de.still_quiet]);
  world.pass(600_000);
  expect(shown).toHaveLength(2);
});

test('a learner who has said something is waited for anew', () => {
  const { up, shown, unwatched, world } = listening();
  unwatched.value = true;
  world.pass(20_000);
  up.begun();
  world.pass(20_000);
  expect(shown).toEqual([undefined]);
  world.pass(10_000);
  up.begun();
  world.pass(30_000);
  expect(shown.slice(1)).toEqual([QUIET_TEXTS.de.quiet, undefined, QUIET_TEXTS.de.quiet]);
});

test('a server that listens is left to notice the silence, and nobody who is muted or gone is spoken to', () => {
  const { up, shown, unwatched, world, state } = listening();
  world.pass(600_000);
  unwatched.value = true;
  state.value = 'muted';
  world.pass(600_000);
  state.value = 'open';
  up.close();
  world.pass(600_000);
  expect(shown).toEqual([]);
});
