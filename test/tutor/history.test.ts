import { expect, test } from 'vitest';
import { HISTORY_TOKENS, toMessages } from '../../src/tutor/history.ts';
import { estimateTokens } from '../../src/tutor/tokens.ts';

const said = (text: string) => ({ role: 'learner' as const, text });
const answered = (text: string) => ({ role: 'tutor' as const, text });
const textsOf = (messages: ReturnType<typeof toMessages>) =>
  messages.map(({ content }) => content.map((item) => (item.type === 'text' ? item.text : '')).join('|'));

test.each([
  ['', 0],
  ['leaf', 2],
  ['leaves are green', 6],
  ['叶子是绿色的', 6],
  ['나무', 2],
])('%j counts as %d tokens', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
});

test('what just fits the budget is kept, what does not is dropped with all before it', () => {
  const history = [said('aaa'), answered('bbb'), said('ccc')];
  expect(textsOf(toMessages(history, 3))).toEqual(['aaa', 'bbb', 'ccc']);
  expect(textsOf(toMessages(history, 2))).toEqual(['ccc']);
  expect(textsOf(toMessages(history, 0))).toEqual([]);
});

test('nothing is left out in the middle', () => {
  const history = [said('aaa'), answered('b'.repeat(300)), said('ccc')];
  expect(textsOf(toMessages(history, 50))).toEqual(['ccc']);
});

test('a long talk stays within the budget', () => {
  const talk = Array.from({ length: 200 }, (_, turn) =>
    turn % 2 === 0 ? said('x'.repeat(150)) : answered('y'.repeat(150)),
  );
  const tokens = textsOf(toMessages(talk)).reduce((sum, text) => sum + estimateTokens(text), 0);
  expect(tokens).toBeLessThanOrEqual(HISTORY_TOKENS);
  expect(tokens).toBeGreaterThan(HISTORY_TOKENS - 200);
});
