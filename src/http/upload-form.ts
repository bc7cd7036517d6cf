import { createHash, type Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, Transform } from 'node:stream';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import { AppError } from '../errors.ts';
import { MAX_FILES_PER_UPLOAD } from '../protocol/limits.ts';

/** A file of a form as it comes in; to be read to its end, or the form does not go on. */
export interface FormFile {
  field: string;
  name: string;
  /** How many came before it. */
  before: number;
  content: Readable;
}

export interface ReadForm<T> {
  /** What `take` made of each file. */
  taken: T[];
  /** There were more than one above the limit; they were not looked at. */
  hasMore: boolean;
  /** What was wrong with the form: it broke off, or is none. */
  problem?: AppError | undefined;
  /** SHA-256 in hex over names and contents, if it was asked for: of the same files the same, whatever parts them. */
  hash?: string | undefined;
}

/** Names are shown again in answers; longer ones are cut. */
const MAX_NAME = 255;

/** Reads a multipart form file by file. Throws `malformed_upload` (400) when it does not even begin as one. */
export async function readForm<T>(
  req: IncomingMessage,
  take: (file: FormFile) => Promise<T>,
  options: { hashed: boolean },
): Promise<ReadForm<T>> {
  const parser = open(req);
  const taken: Promise<T>[] = [];
  const seen: { name: string; hash: Hash }[] = [];
  let hasMore = false;
  parser.on('file', (field: string, content: Readable, info: FileInfo) => {
    const file = { field, name: (info.filename ?? 'file').slice(0, MAX_NAME), before: taken.length };
    // A form that is cut breaks off its file, perhaps while that waits for its turn: whoever reads it then is told.
    content.on('error', () => undefined);
    const hash = createHash('sha256');
    seen.push({ name: `${field}/${file.name}`, hash });
    taken.push(take({ ...file, content: options.hashed ? hashing(content, hash) : content }));
  });
  parser.on('filesLimit', () => {
    hasMore = true;
  });
  const problem = await parsed(req, parser);
  const settled = await Promise.all(taken);
  return { taken: settled, hasMore, problem, ...(options.hashed && { hash: hashOf(seen) }) };
}

export function badRequest(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, status: 400, message, cause });
}

/** One file more than allowed is listened to, so that it can be named. */
function open(req: IncomingMessage): Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { files: MAX_FILES_PER_UPLOAD + 1, fields: 20, fieldSize: 10_000, parts: 100, headerPairs: 50 },
    });
  } catch (error) {
    throw badRequest('malformed_upload', 'The upload is not a valid multipart form.', error);
  }
}

/** Waits until all was read. @returns what was wrong with the form, if anything. */
function parsed(req: IncomingMessage, parser: Busboy): Promise<AppError | undefined> {
  return new Promise((resolve) => {
    const broken = (error?: unknown) => {
      req.unpipe(parser);
      // The rest is read and forgotten, so that the answer reaches a client that is still sending.
      req.resume();
      resolve(badRequest('malformed_upload', 'The upload broke off or is not a valid multipart form.', error));
    };
    parser.once('close', () => resolve(undefined));
    parser.once('error', broken);
    req.once('aborted', () => parser.destroy(new Error('the client went away')));
    req.once('error', broken);
    req.pipe(parser);
  });
}

/** The same content, measured as it passes. */
function hashing(content: Readable, hash: Hash): Readable {
  const measured = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      done(null, part);
    },
  });
  // Whoever reads it hears of an error there.
  return pipeline(content, measured, () => undefined);
}

function hashOf(files: { name: string; hash: Hash }[]): string {
  const lines = files.map(({ name, hash }) => [name, hash.digest('hex')]);
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex');
}
