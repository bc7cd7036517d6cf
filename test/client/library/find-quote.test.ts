import { expect, test } from 'vitest';
import { cutBlocks, findQuote } from '../../../src/client/library/find-quote.ts';
import { readSourcePlace, sourceAddress } from '../../../src/client/library/source-address.ts';
import { documentId } from '../support/events.ts';

const text = 'Leaves are green.\n\nLeaves fall.\n  \nRoots drink.';

test('finds the quote inside its passage, not an earlier one with the same words', () => {
  expect(findQuote(text, { start: 19, end: 31 }, 'Leaves')).toEqual({ start: 19, end: 25 });
});

test('marks the whole passage where the quote is not in it', () => {
  expect(findQuote(text, { start: 19, end: 31 }, 'Roots')).toEqual({ start: 19, end: 31 });
  expect(findQuote(text, { start: 19, end: 9_999 }, '')).toEqual({ start: 19, end: text.length });
});

test('cuts paragraphs with their exact places', () => {
  const blocks = cutBlocks(text, []);
  expect(blocks.map(({ start, end }) => text.slice(start, end))).toEqual([
    'Leaves are green.',
    'Leaves fall.',
    'Roots drink.',
  ]);
});

test('a page begins a block of its own, and says which it is', () => {
  const blocks = cutBlocks(text, [0, 26]);
  expect(blocks.map(({ start, end, page }) => [text.slice(start, end), page])).toEqual([
    ['Leaves are green.', 1],
    ['Leaves ', undefined],
    ['fall.', 2],
    ['Roots drink.', undefined],
  ]);
});

test('every word of a text is in some block', () => {
  const joined = cutBlocks(text, [0, 19, 33])
    .map(({ start, end }) => text.slice(start, end))
    .join(' ');
  expect(joined.split(/\s+/)).toEqual(text.split(/\s+/));
});

test('a source’s address leads back to its place, and keeps the quote out of what servers log', () => {
  const address = sourceAddress({ documentId, start: 3, end: 20, quote: 'a & b = “c”' });
  const [path, fragment] = address.split('#');
  expect(path).toBe(`/library/${documentId}`);
  expect(readSourcePlace(`#${fragment}`)).toEqual({ start: 3, end: 20, quote: 'a & b = “c”' });
});

test.each(['', '#', '#start=a&end=3', '#start=5&end=5', '#start=1'])('“%s” is no place', (fragment) => {
  expect(readSourcePlace(fragment)).toBeUndefined();
});
