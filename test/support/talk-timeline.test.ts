import { expect, it } from 'vitest';
import { readTalk } from './talk-script.ts';
import { voicesOf } from './talk-timeline.ts';

it('turns a line with a pause into two voices, each as long as its letters', () => {
  const voices = voicesOf(readTalk('test/talks/thinking-pause.yaml'));
  expect(voices).toEqual([
    { from: 500, to: 1_750, words: 'I think it is because', ends: 'stops' },
    { from: 3_750, to: 4_950, words: 'they need the light.', ends: 'stops' },
  ]);
});

it('knows what was no voice, and what was done by a button', () => {
  expect(voicesOf(readTalk('test/talks/misfire.yaml')).at(-1)).toMatchObject({ words: '', ends: 'cancelled' });
  expect(voicesOf(readTalk('test/talks/hold-to-talk.yaml'))).toMatchObject([{ ends: 'done' }]);
});

it('names the file that is no talk', () => {
  expect(() => readTalk('package.json')).toThrow('package.json');
});
