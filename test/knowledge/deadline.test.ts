import { expect, it } from 'vitest';
import { deadlinesWith } from '../../src/knowledge/deadline.ts';

it.each([
  [undefined, { semantic: 400, keyword: 1500 }],
  [100, { semantic: 100, keyword: 1500 }],
  [5000, { semantic: 5000, keyword: 5000 }],
])('waits for what is found by words at least as long as for what is found by meaning (%s ms)', (ms, deadlines) => {
  expect(deadlinesWith(ms)).toEqual(deadlines);
});
