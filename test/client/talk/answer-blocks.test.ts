import { expect, test } from 'vitest';
import { answerBlocks, readOut } from '../../../src/client/talk/answer-blocks.ts';
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
    { kind: 'text', pieces: [{ text: 'That is all.', citations: [citation] }] },
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

test('code stands by itself as it was written, also while it is being written', () => {
  const code = 'def f(n):\n    # _twice_\n    return 2 * n';
  const text = `So:\n\n\`\`\`python\n${code}\n\`\`\`\n\nNow you.`;
  expect(answerBlocks([{ text, citations: [citation] }])).toEqual([
    { kind: 'text', pieces: [{ text: 'So:', citations: [] }] },
    { kind: 'code', text: code, citations: [] },
    { kind: 'text', pieces: [{ text: 'Now you.', citations: [citation] }] },
  ]);
  expect(answerBlocks([{ text: text.slice(0, text.indexOf('2 * n')), citations: [] }]).at(-1)).toEqual({
    kind: 'code',
    text: code.slice(0, code.indexOf('2 * n')),
    citations: [],
  });
});

test('what is cited inside of code stands behind it', () => {
  const pieces = [
    { text: '```\nlet a\n', citations: [citation] },
    { text: 'let b\n```', citations: [] },
    { text: ' ', citations: [{ ...citation, n: 2 }] },
  ];
  expect(answerBlocks(pieces)).toEqual([
    { kind: 'code', text: 'let a\nlet b', citations: [citation, { ...citation, n: 2 }] },
  ]);
});

test('who has an answer read out hears the rows of its tables, and none of the marks', () => {
  expect(readOut('Two:\n\n| Stage | Where |\n|---|---|\n| light | thylakoid |\n\n```js\nlet a\n```\nNow you.')).toBe(
    'Two:\nStage, Where.\nlight, thylakoid.\nlet a\nNow you.',
  );
  expect(readOut('Leaves are green.')).toBe('Leaves are green.');
});
