import { expect, test } from 'vitest';
import { answerBlocks } from '../../../src/client/talk/answer-blocks.ts';
import type { Citation } from '../../../src/protocol/common.ts';

const citation: Citation = {
  n: 1,
  passageId: '0197b0f5-6a3e-7c11-8d42-000000000001',
  documentId: '0197b0f5-6a3e-7c11-8d42-000000000002',
  title: 'Plants',
  start: 0,
  end: 6,
  quote: 'Leaves',
  sentence: 0,
};

test('an answer without a table is its text', () => {
  const pieces = [
    { text: 'Leaves are green | not red.', citations: [citation] },
    { text: ' So it is.', citations: [] },
  ];
  expect(answerBlocks(pieces)).toEqual([{ kind: 'text', pieces }]);
  expect(answerBlocks([{ text: '', citations: [] }])).toEqual([
    { kind: 'text', pieces: [{ text: '', citations: [] }] },
  ]);
});

test('a table stands between the text before and after it', () => {
  const text =
    'Two stages:\n| Stage | Where |\n|---|:--:|\n| light | thylakoid |\n| dark \\| Calvin | stroma |\nThat is all.';
  expect(answerBlocks([{ text, citations: [citation] }])).toEqual([
    { kind: 'text', pieces: [{ text: 'Two stages:', citations: [] }] },
    {
      kind: 'table',
      head: ['Stage', 'Where'],
      rows: [
        ['light', 'thylakoid'],
        ['dark | Calvin', 'stroma'],
      ],
      citations: [],
    },
    { kind: 'text', pieces: [{ text: '\nThat is all.', citations: [citation] }] },
  ]);
});

test('what is cited for a table at the end stands behind the table', () => {
  const text = '| Stage |\n| --- |\n| light |\n';
  expect(answerBlocks([{ text, citations: [citation] }])).toEqual([
    { kind: 'table', head: ['Stage'], rows: [['light']], citations: [citation] },
  ]);
});

test('a table that is still being written is text until its head is whole', () => {
  expect(answerBlocks([{ text: '| Stage | Where |\n|--', citations: [] }]).map(({ kind }) => kind)).toEqual(['text']);
  expect(answerBlocks([{ text: '| Stage | Where |\n|---|---|\n| li', citations: [] }]).map(({ kind }) => kind)).toEqual(
    ['table', 'text'],
  );
});
