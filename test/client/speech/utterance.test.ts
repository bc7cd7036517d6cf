import { expect, test } from 'vitest';
import { isEcho } from '../../../src/client/speech/echo.ts';
import { END_OF_UTTERANCE_MS, Utterance } from '../../../src/client/speech/utterance.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

function listening() {
  const world = new ScriptedWorld();
  const partials: string[] = [];
  const done: string[] = [];
  const patience = { ms: END_OF_UTTERANCE_MS.patient };
  const utterance = new Utterance(
    { partial: (text) => partials.push(text), done: (text) => done.push(text) },
    (ms, action) => world.after(ms, action),
    () => world.now(),
    () => patience.ms,
  );
  return { world, utterance, partials, done, patience };
}

test('pieces with pauses between them are one utterance', () => {
  const { world, utterance, done } = listening();
  utterance.heard('Why are leaves', '');
  world.pass(1_399);
  utterance.heard('', 'green');
  world.pass(5_000);
  utterance.heard('green', '');
  world.pass(1_399);
  expect(done).toEqual([]);
  world.pass(1);
  expect(done).toEqual(['Why are leaves green']);
});

test('tells what it has so far, but not more often than every 300 ms', () => {
  const { world, utterance, partials } = listening();
  utterance.heard('', 'why');
  utterance.heard('', 'why are');
  world.pass(300);
  utterance.heard('', 'why are leaves');
  expect(partials).toEqual(['why', 'why are leaves']);
});

test('silence is never sent as words', () => {
  const { world, utterance, partials, done } = listening();
  utterance.heard('', '');
  utterance.end();
  world.pass(10_000);
  expect([partials, done]).toEqual([[], []]);
});

test('a learner who wants a quick tutor is waited for half as long', () => {
  const { world, utterance, done, patience } = listening();
  patience.ms = END_OF_UTTERANCE_MS.quick;
  utterance.heard('Why are leaves green', '');
  world.pass(699);
  expect(done).toEqual([]);
  world.pass(1);
  expect(done).toEqual(['Why are leaves green']);
});

test('closing the microphone ends the utterance at once, and only once', () => {
  const { world, utterance, done } = listening();
  utterance.heard('Stop', '');
  utterance.end();
  world.pass(10_000);
  expect(done).toEqual(['Stop']);
});

test.each([
  ['leaves are green because', 'Leaves are green because of chlorophyll.', true],
  ['wait what is chlorophyll', 'Leaves are green because of chlorophyll.', false],
  ['', 'Leaves are green.', true],
  ['no', 'Leaves are green.', false],
])('“%s” while the tutor says “%s”: echo %s', (heard, spoken, echo) => {
  expect(isEcho(heard, spoken)).toBe(echo);
});
