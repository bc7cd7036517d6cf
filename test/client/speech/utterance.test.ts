import { expect, test } from 'vitest';
import { Utterance, type UtteranceRules } from '../../../src/client/speech/utterance.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

function listening() {
  const world = new ScriptedWorld();
  const partials: string[] = [];
  const done: string[] = [];
  const rules: UtteranceRules = { language: 'en', patience: 'patient' };
  const utterance = new Utterance(
    { partial: (text) => partials.push(text), done: (text) => done.push(text) },
    (ms, action) => world.after(ms, action),
    () => world.now(),
    () => rules,
  );
  return { world, utterance, partials, done, rules };
}

test('pieces with pauses between them are one utterance', () => {
  const { world, utterance, done } = listening();
  utterance.heard('Why are leaves', '');
  world.pass(449);
  utterance.heard('', 'green');
  world.pass(5_000);
  utterance.heard('green?', '');
  world.pass(449);
  expect(done).toEqual([]);
  world.pass(1);
  expect(done).toEqual(['Why are leaves green?']);
});

test('tells what it has so far, but not more often than every 300 ms', () => {
  const { world, utterance, partials } = listening();
  utterance.heard('', 'why');
  utterance.heard('', 'why are');
  world.pass(300);
  utterance.heard('', 'why are leaves');
  expect(partials).toEqual(['why', 'why are leaves']);
});

/** The turn of who says this is over after so many ms, and not before. */
function expectEnd(text: string, ms: number): void {
  const { world, utterance, done } = listening();
  utterance.heard(text, '');
  world.pass(ms - 1);
  expect(done).toEqual([]);
  world.pass(1);
  expect(done).toEqual([text]);
}

test('silence is never sent as words', () => {
  const { world, utterance, partials, done } = listening();
  utterance.heard('', '');
  utterance.end();
  world.pass(10_000);
  expect([partials, done]).toEqual([[], []]);
});

test.each([
  ['Leaves are green.', 500],
  ['Leaves are green because', 2_600],
  ['It is the, um', 3_000],
  ['I think it is 25', 850],
])('the words say how long more of them is waited for: “%s”', expectEnd);

test.each([
  ['what is photosynthesis', 450],
  ['give me another example', 450],
  ['I think it is the leaves', 500],
  ['the leaves', 700],
])(
  'a browser’s recogniser is taken to set no marks, so that “%s” is known by its words from the first turn on',
  expectEnd,
);

test('a browser’s recogniser that sets marks is known by them after two turns', () => {
  const { world, utterance, done } = listening();
  for (const text of ['Leaves are green.', 'Why is that?']) {
    utterance.heard(text, '');
    world.pass(500);
    world.pass(5_000);
  }
  utterance.heard('I think it is the leaves', '');
  world.pass(899);
  expect(done).toHaveLength(2);
  world.pass(1);
  expect(done).toHaveLength(3);
});

test('a learner who wants a quick tutor is waited for less', () => {
  const { world, utterance, done, rules } = listening();
  rules.patience = 'quick';
  utterance.heard('Leaves are green because', '');
  world.pass(1_500);
  expect(done).toEqual(['Leaves are green because']);
});

test('who pauses long inside their sentences is waited for longer', () => {
  const { world, utterance, done } = listening();
  utterance.heard('I think that the', '');
  for (const piece of ['leaves of the', 'tree and the', 'grass and the']) {
    world.pass(2_400);
    utterance.heard(piece, '');
  }
  world.pass(2_600);
  expect(done).toEqual([]);
  world.pass(1_400);
  expect(done).toHaveLength(1);
});

test('who goes on after a finished sentence, and was cut off, is waited for longer after the next one', () => {
  const { world, utterance, done } = listening();
  utterance.heard('Leaves are green.', '');
  world.pass(500);
  expect(done).toHaveLength(1);
  utterance.heard('They are green in summer.', '');
  world.pass(500);
  expect(done).toHaveLength(1);
  world.pass(1_000);
  expect(done).toHaveLength(2);
});

test('closing the microphone ends the utterance at once, and only once', () => {
  const { world, utterance, done } = listening();
  utterance.heard('Stop', '');
  utterance.end();
  world.pass(10_000);
  expect(done).toEqual(['Stop']);
});
