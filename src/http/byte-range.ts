import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Which bytes a request wants, with the answer's status and headers set accordingly. Several ranges in one request are
 * answered with the whole file, as RFC 9110 allows.
 * Throws `range_not_satisfiable` (416).
 */
export function wantedBytes(req: Request, res: Response, size: number): ByteRange {
  res.setHeader('Accept-Ranges', 'bytes');
  const ranges = req.range(size, { combine: true });
  if (ranges === -1) {
    res.setHeader('Content-Range', `bytes */${size}`);
    throw new AppError({ code: 'range_not_satisfiable', status: 416, message: 'The file has no such part.' });
  }
  const [only, more] = ranges === undefined || ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
  const range = only && !more ? { start: only.start, end: only.end } : { start: 0, end: size - 1 };
  if (only && !more) {
    res.status(206);
    res.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  res.setHeader('Content-Length', range.end - range.start + 1);
  return range;
}

/** That part of a file. */
export async function* bytesWithin(file: AsyncIterable<Buffer>, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of file) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += piece.length;
    if (part.length > 0) yield part;
    if (at > end) return;
  }
}
