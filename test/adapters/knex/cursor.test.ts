import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePositionCursor, decodeTimeCursor, encodeCursor, toPage } from '../../../src/adapters/knex/cursor.ts';
import { AppError } from '../../../src/errors.ts';

describe('cursors', () => {
  it('come back as they went out, in letters that a URL can carry', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.uuid(), fc.nat(), (time, id, position) => {
        const cursor = encodeCursor([time, id]);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeTimeCursor(cursor)).toEqual([time, id]);
        expect(decodePositionCursor(encodeCursor([position]))).toBe(position);
      }),
    );
  });

  it('are refused with invalid_cursor, and nothing else, when they are not ours', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => Buffer.from(json).toString('base64url')),
        ),
        (cursor) => {
          for (const decode of [decodeTimeCursor, decodePositionCursor]) {
            try {
              decode(cursor);
            } catch (error) {
              expect(error).toBeInstanceOf(AppError);
              expect(error).toMatchObject({ code: 'invalid_cursor', status: 400 });
            }
          }
        },
      ),
    );
  });

  it('are given on every page but the last', () => {
    const page = (rows: number[]) =>
      toPage(
        rows,
        2,
        (row) => [row],
        (row) => `item ${row}`,
      );
    expect(page([1, 2, 3])).toEqual({ items: ['item 1', 'item 2'], nextCursor: encodeCursor([2]) });
    expect(page([1, 2])).toEqual({ items: ['item 1', 'item 2'] });
    expect(page([])).toEqual({ items: [] });
  });
});
