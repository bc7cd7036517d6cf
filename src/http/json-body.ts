import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { json, type RequestHandler } from 'express';
import { AppError } from '../errors.ts';
import { marksIn } from './body-marks.ts';

/** Enough for everything but material: a message has at most 4,000 characters, a list of documents 1,000 ids. */
export const MAX_JSON_BYTES = 256 * 1024;

/**
 * Brackets and commas of a body larger than that, which is one long text and little else. 31 MB of brackets took five
 * seconds of everybody's time to parse, and 1.9 GB.
 */
export const MAX_MARKS_OF_LARGE_BODY = 10_000;
/** For a body of `MAX_JSON_BYTES` a line of 35 kbit/s is enough. Who sends slower holds a connection, and no more. */
const BODY_DEADLINE_MS = 60_000;

const hashes = new WeakMap<IncomingMessage, string>();

/** SHA-256 in hex of the body as it came; undefined where there was none, or no `Idempotency-Key` asked for it. */
export function bodyHashOf(req: IncomingMessage): string | undefined {
  return hashes.get(req);
}

/** Looks at a body before it is parsed. The parser passes an AppError on as it is. */
function inspect(req: IncomingMessage, _res: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw refused(415, 'unsupported_charset', 'The body must be UTF-8.');
  if (body.length > MAX_JSON_BYTES && marksIn(body, MAX_MARKS_OF_LARGE_BODY + 1) > MAX_MARKS_OF_LARGE_BODY) {
    throw refused(400, 'invalid_json', 'The request body has too many parts.');
  }
  if (req.headers['idempotency-key'] !== undefined) hashes.set(req, createHash('sha256').update(body).digest('hex'));
}

/**
 * Parses a JSON body of at most `limit` bytes. Refuses a larger one (413 `body_too_large`), one that is no JSON object or
 * array (400 `invalid_json`) and any other media type (415), which also keeps other sites' HTML forms out. One of usual size
 * that has not arrived after `deadlineMs` is given up (408 `body_too_slow`).
 */
export function jsonBody(limit = MAX_JSON_BYTES, deadlineMs = BODY_DEADLINE_MS): RequestHandler {
  const parse = json({ limit, strict: true, verify: inspect });
  return (req, res, next) => {
    const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
    if (hasBody && !req.is('application/json')) throw unsupported();
    if (hasBody && limit <= MAX_JSON_BYTES) parseInTime(parse, deadlineMs, req, res, next);
    else parse(req, res, next);
  };
}

function parseInTime(parse: RequestHandler, deadlineMs: number, ...[req, res, next]: Parameters<RequestHandler>): void {
  const late = setTimeout(() => {
    // Closed after the answer, or the rest of the body would still be waited for.
    res.setHeader('Connection', 'close');
    next(refused(408, 'body_too_slow', 'The request body took too long.'));
  }, deadlineMs);
  parse(req, res, (error?: unknown) => {
    if (res.writableEnded) return;
    clearTimeout(late);
    next(error);
  });
}

function unsupported(): AppError {
  return refused(415, 'unsupported_media_type', 'The body must be application/json.');
}

function refused(status: number, code: string, message: string): AppError {
  return new AppError({ code, status, message });
}
