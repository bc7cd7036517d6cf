import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Page } from '../../ports/page.ts';

/** Place in a list sorted by time and id. PostgreSQL fails on a NUL, which is in no id of ours. */
const TimeAndId = z.tuple([z.int(), z.string().regex(/^[\w-]{1,64}$/)]);
/** Place in a list sorted by one whole number, as the database's `integer` can be compared with. */
const Position = z.tuple([z.int32().nonnegative()]);

/** Sort key of the last item of a page, as clients carry it: opaque to them. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Throws `invalid_cursor` (400) for anything that `encodeCursor` did not make. */
export function decodeTimeCursor(cursor: string): [time: number, id: string] {
  return decode(TimeAndId, cursor);
}

/** Throws `invalid_cursor` (400) for anything that `encodeCursor` did not make. */
export function decodePositionCursor(cursor: string): number {
  return decode(Position, cursor)[0];
}

/** Makes a page of rows of which one more than `limit` was asked for: the one too many says that there is another page. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return rows.length > limit && last ? { items, nextCursor: encodeCursor(keyOf(last)) } : { items };
}

function decode<T>(schema: z.ZodType<T>, cursor: string): T {
  const parsed = schema.safeParse(parseJson(cursor));
  if (parsed.success) return parsed.data;
  throw invalidCursor();
}

function parseJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (error) {
    throw invalidCursor(error);
  }
}

function invalidCursor(cause?: unknown): AppError {
  return new AppError({
    code: 'invalid_cursor',
    status: 400,
    message: 'This cursor does not come from a list of ours.',
    cause,
  });
}
