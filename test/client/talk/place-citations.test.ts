import { expect, test } from 'vitest';
import { placeCitations } from '../../../src/client/talk/place-citations.ts';
import type { TalkMessage } from '../../../src/client/talk/talk-message.ts';
import { documentId } from '../support/events.ts';

function cites(n: number, sentence: number) {
  return { n, sentence, passageId: documentId, documentId, title: 'Plants', start: 0, end: 9, quote: 'q' };
}

function answer(text: string, change: Partial<TalkMessage>): TalkMessage {
  return { id: 'a', role: 'tutor', text, status: 'complete', citations: [], createdAt: '', ...change };
}

function shape(message: TalkMessage) {
  return placeCitations(message).map(({ text, citations }) => [text, citations.map(({ n }) => n)]);
}

test('each citation stands right behind its sentence', () => {
  const message = answer('One, e.g. this. Two.', {
    citations: [cites(2, 0), cites(1, 1)],
    sentences: [
      { index: 0, start: 0, end: 15 },
      { index: 1, start: 16, end: 20 },
    ],
  });
  expect(shape(message)).toEqual([
    ['One, e.g. this.', [2]],
    [' Two.', [1]],
  ]);
});

test('a passage quoted twice behind one sentence has one chip', () => {
  const message = answer('One.', {
    citations: [cites(1, 0), cites(1, 0)],
    sentences: [{ index: 0, start: 0, end: 4 }],
  });
  expect(shape(message)).toEqual([['One.', [1]]]);
});

test('citations whose places are not known stand at the end, each once', () => {
  const message = answer('One is here. Two is there.', { citations: [cites(1, 0), cites(2, 1), cites(1, 1)] });
  expect(shape(message)).toEqual([['One is here. Two is there.', [1, 2]]]);
});

test('citations of a loaded answer stand where the server says that their sentences end', () => {
  const citations = [
    { ...cites(1, 0), at: 12 },
    { ...cites(2, 1), at: 26 },
  ];
  expect(shape(answer('One is here. Two is there.', { citations }))).toEqual([
    ['One is here.', [1]],
    [' Two is there.', [2]],
  ]);
  const cut = answer('One is here. Two is there.', { citations, status: 'interrupted', heardText: 'One is here. Two' });
  expect(shape(cut)).toEqual([
    ['One is here.', [1]],
    [' Two', []],
  ]);
});

test('what belongs to no sentence stands at the end', () => {
  const message = answer('One.', { citations: [cites(3, 9)] });
  expect(shape(message)).toEqual([['One.', [3]]]);
});

test('of an interrupted answer only what was heard is shown and cited', () => {
  const message = answer('One. Two.', {
    status: 'interrupted',
    heardText: 'One. Tw',
    citations: [cites(1, 0), cites(2, 1)],
    sentences: [
      { index: 0, start: 0, end: 4 },
      { index: 1, start: 5, end: 9 },
    ],
  });
  expect(shape(message)).toEqual([
    ['One.', [1]],
    [' Tw', []],
  ]);
});

test('no citations, one piece', () => {
  expect(shape(answer('Hello there.', {}))).toEqual([['Hello there.', []]]);
});
