import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import type { ByteRange } from '../ports/byte-range.ts';

/**
 * Which bytes a request wants, undefined for all of them, with the answer's status and headers set accordingly. Several ranges in one request are
 * answered with the whole file, as RFC 9110 allows, and so is one that goes on with another file than there is now (`If-Range`).
 * Throws `range_not_satisfiable` (416).
 */
export function wantedBytes(req: Request, res: Response, size: number): ByteRange | undefined {
  res.setHeader('Accept-Ranges', 'bytes');
  const ranges = goesOn(req, res) ? req.range(size, { combine: true }) : undefined;
  if (ranges === -1) {
    res.setHeader('Content-Range', `bytes */${size}`);
    throw new AppError({ code: 'range_not_satisfiable', status: 416, message: 'The file has no such part.' });
  }
  const [only, more] = ranges === undefined || ranges === -2 || ranges.type !== 'bytes' ? [] : ranges;
  if (!only || more) {
    res.setHeader('Content-Length', size);
    return undefined;
  }
  const { start, end } = only;
  res.status(206);
  res.setHeader('Content-Range', `bytes ${start}-${end}/${size}`);
  res.setHeader('Content-Length', end - start + 1);
  return { start, end };
}

/** Whether the reader's earlier part is of this very file, as far as it says; an answer without a tag never is. */
function goesOn(req: Request, res: Response): boolean {
  const tag = req.headers['if-range'];
  return tag === undefined || tag === res.getHeader('ETag');
}

/** Whether the reader has this very file already. Express's `fresh` says no to whoever wants it checked (`no-cache`), as all scripts do. */
export function isKnown(req: Request, res: Response): boolean {
  const tags = (req.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(String(res.getHeader('ETag')));
}
