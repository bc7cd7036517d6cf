import { expect, test } from 'vitest';
import { beingSaid, isTutorsOwn } from '../../../src/spoken/listen/tutors-words.ts';

const SAID = 'Leaves hold a green dye called chlorophyll, which catches the light of the sun and turns it into sugar.';

test.each([
  'a green dye called chlorophyll',
  'Green dye called chlorophyll which catches the light.',
  'Leaves hold green dye called chlorophyll',
  // Misheard in one word of five.
  'which catches the lied of the sun',
  'into sugar',
])('knows the tutor’s own words again: %s', (text) => {
  expect(isTutorsOwn(text, SAID)).toBe(true);
});

test.each([
  'Wait, I have a question.',
  'What is chlorophyll?',
  'Does the sun turn it green?',
  'the light is green',
  // What the tutor said, and then the learner over it.
  'green dye called wait what is a dye',
  'chlorophyll',
  'no',
  '',
  '…',
])('takes other words for the learner’s: %s', (text) => {
  expect(isTutorsOwn(text, SAID)).toBe(false);
});

test('while it goes on, a first word that is the tutor’s may still become more of it', () => {
  expect(isTutorsOwn('Leaves', SAID, false)).toBe(true);
  expect(isTutorsOwn('Wait', SAID, false)).toBe(false);
});

test('nothing is the tutor’s who says nothing', () => {
  expect(isTutorsOwn('a green dye', undefined)).toBe(false);
  expect(isTutorsOwn('a green dye', '')).toBe(false);
});

test('knows words again in scripts without spaces', () => {
  expect(isTutorsOwn('叶子含有叶绿素', '叶子含有叶绿素，它吸收阳光。')).toBe(true);
  expect(isTutorsOwn('等一下我有问题', '叶子含有叶绿素，它吸收阳光。')).toBe(false);
});

test('only what is said just now can come back from the room', () => {
  const sentences = Array.from({ length: 20 }, (_, at) => ({
    text: `This is sentence number ${at + 10}.`,
    start: at * 29,
  }));
  const now = beingSaid(sentences, 290);
  expect(now).toContain('number 20.');
  expect(now).toContain('number 18.');
  expect(now).not.toContain('number 16.');
  expect(now).not.toContain('number 25.');
});
