import { expect, test } from 'vitest';
import { failedFirst } from '../../../src/client/library/failed-first.ts';
import { document } from './document-kit.ts';

test('what could not be read stands first, and all else as it was', () => {
  const [newest, broken, oldest] = [
    document(3, { status: 'ready' }),
    document(2, { status: 'failed' }),
    document(1, { status: 'embedding' }),
  ];
  expect(failedFirst([newest, broken, oldest])).toEqual([broken, newest, oldest]);
  expect(failedFirst([])).toEqual([]);
});
