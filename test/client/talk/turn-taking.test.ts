import { expect, test } from 'vitest';
import type { SpeechProgress } from '../../../src/client/speech/voice.ts';
import { TurnTaking } from '../../../src/client/talk/turn-taking.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

const sentence: SpeechProgress = { turnId: 't', index: 0, text: 'Leaves hold a green dye.', said: 7 };

function talk(facts: { speaking?: boolean; serverSpeaks?: boolean; answering?: boolean } = {}) {
  const world = new ScriptedWorld();
  const done: string[] = [];
  const state = { sentence, speaking: true, serverSpeaks: true, answering: false, mayGoOn: true, ...facts };
  const silent = () => undefined;
  const turns = new TurnTaking({
    voice: () => ({
      speaking: state.speaking ? state.sentence : undefined,
      heardChars: () => 0,
      say: silent,
      finish: silent,
      close: silent,
      cut: silent,
      drop: () => done.push('drop'),
      pause: () => done.push('pause'),
      resume: () => done.push('resume'),
    }),
    language: () => 'en',
    serverSpeaks: () => state.serverSpeaks,
    answering: () => state.answering,
    mayGoOn: () => state.mayGoOn,
    stop: () => done.push('stop'),
    wentOn: silent,
    holding: (holding) => done.push(holding ? 'holding' : 'not holding'),
    after: (ms, action) => world.after(ms, action),
  });
  return { turns, done, world, state };
}

test('the tutor is silent as soon as the learner makes a sound', () => {
  const { turns, done } = talk();
  turns.onset();
  expect(done).toEqual(['holding', 'pause']);
});

test('while the tutor is silent there is nothing to hold', () => {
  const { turns, done } = talk({ speaking: false });
  turns.onset();
  turns.ended();
  turns.goOn();
  expect(done).toEqual([]);
});

test('goes on when the server says so', () => {
  const { turns, done, world } = talk();
  turns.onset();
  turns.ended();
  turns.goOn();
  expect(done.slice(2)).toEqual(['not holding', 'resume']);
  world.pass(60_000);
  expect(done).toHaveLength(4);
});

test('does not go on while the learner has the talk stand still', () => {
  const { turns, done, state } = talk();
  turns.onset();
  state.mayGoOn = false;
  turns.goOn();
  expect(done).toEqual(['holding', 'pause', 'not holding']);
});

test('goes on by itself five seconds after the learner fell silent, when nobody says anything', () => {
  const { turns, done, world } = talk();
  turns.onset();
  world.pass(60_000);
  turns.ended();
  world.pass(4_999);
  expect(done).not.toContain('resume');
  world.pass(1);
  expect(done).toContain('resume');
});

test('a learner who speaks on is waited for anew', () => {
  const { turns, done, world } = talk();
  turns.onset();
  turns.ended();
  world.pass(4_000);
  turns.onset();
  world.pass(4_000);
  expect(done).not.toContain('resume');
});

test('after the turn’s end nothing goes on', () => {
  const { turns, done, world } = talk();
  turns.onset();
  turns.ended();
  turns.over();
  world.pass(60_000);
  turns.goOn();
  expect(done).not.toContain('resume');
});

test('a misfire lets the browser’s voice go on at once; the server’s goes on when the server says so', () => {
  const browser = talk({ serverSpeaks: false });
  browser.turns.onset();
  browser.turns.nothing();
  expect(browser.done).toContain('resume');
  const server = talk();
  server.turns.onset();
  server.turns.nothing();
  expect(server.done).not.toContain('resume');
});

test('words end what is being spoken, and an answer that is still being thought of', () => {
  const speaking = talk();
  expect(speaking.turns.words('wait a moment')).toBe(true);
  expect(speaking.done).toEqual(['stop']);
  const thinking = talk({ speaking: false, answering: true });
  thinking.turns.words('wait a moment');
  expect(thinking.done).toEqual(['stop']);
});

test('the tutor’s own words in the microphone end nothing, and are not the learner’s', () => {
  const { turns, done } = talk();
  expect(turns.words('hold a green')).toBe(false);
  expect(done).toEqual([]);
});

test('no words are no reason to stop', () => {
  const { turns, done } = talk();
  expect(turns.words('  ')).toBe(true);
  expect(done).toEqual([]);
});

test('a sign of listening lets the tutor go on, and is no message', () => {
  const { turns, done } = talk({ serverSpeaks: false });
  turns.onset();
  expect(turns.words('mhm')).toBe(false);
  expect(turns.said('Okay, I see.')).toBe(false);
  expect(done.slice(2)).toEqual(['not holding', 'resume']);
  expect(turns.words('okay but why')).toBe(true);
  expect(done).toContain('stop');
});

test('between two sentences, or while the tutor thinks, a sign of listening is no message either', () => {
  const { turns, done } = talk({ speaking: false, answering: true, serverSpeaks: false });
  expect(turns.words('mhm')).toBe(false);
  expect(turns.said('Okay, I see.')).toBe(false);
  expect(done).toEqual([]);
});

test('while the tutor is silent, and over the end of its question, the same words are an answer', () => {
  expect(talk({ speaking: false }).turns.said('okay')).toBe(true);
  const { turns, state, done } = talk();
  state.sentence = { turnId: 't', index: 1, text: 'Is it green?', said: 8 };
  expect(turns.said('yes')).toBe(true);
  expect(done).toEqual(['stop']);
});

test('the tutor’s own words are asked by nobody, those of its last sentence neither', () => {
  const { turns, state, done } = talk({ serverSpeaks: false });
  expect(turns.words('a green')).toBe(false);
  state.sentence = { turnId: 't', index: 1, text: 'It catches the light.', said: 2 };
  expect(turns.said('a green dye it catches')).toBe(false);
  expect(done).toEqual([]);
});

test('one word of the tutor’s alone may be the learner’s question', () => {
  const { turns, done } = talk();
  expect(turns.words('dye')).toBe(false);
  expect(turns.said('dye')).toBe(true);
  expect(done).toEqual(['stop']);
});
