import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import { AppError, toAppError } from '../errors.ts';
import type { Added } from '../knowledge/intake.ts';
import type { Library } from '../knowledge/library.ts';
import type { Clock } from '../ports/clock.ts';
import { MAX_FILES_PER_UPLOAD } from '../protocol/limits.ts';

/** What became of one file: the document, or why there is none. */
export interface Outcome {
  name: string;
  end: Added | AppError;
  /** Milliseconds from the beginning of the request until it was this file's turn, and what it took then. */
  waitedMs: number;
  storedMs: number;
}

/** A stopwatch from now on, in milliseconds. A clock that is set back in between makes no time negative. */
export function stopwatch(clock: Clock): () => number {
  const begun = clock.now();
  return () => Math.max(0, clock.now() - begun);
}

const FIELD = 'files';
/** Name given to what was sent and not looked at. */
const FURTHER = 'further files';
/** Names are shown again in answers; longer ones are cut. */
const MAX_NAME = 255;

/**
 * Stores the files of a multipart request as they come in; one that cannot be taken fails alone. Throws `malformed_upload`
 * or `no_files` (400) when there was no file at all.
 */
export async function receiveFiles(
  req: IncomingMessage,
  learnerId: string,
  { library, clock }: { library: Library; clock: Clock },
): Promise<Outcome[]> {
  const parser = open(req);
  const sinceRequest = stopwatch(clock);
  const outcomes: Promise<Outcome>[] = [];
  const refuse = (name: string, end: AppError): Outcome => ({ name, end, waitedMs: sinceRequest(), storedMs: 0 });

  parser.on('file', (field: string, content: Readable, info: FileInfo) => {
    const name = (info.filename ?? 'file').slice(0, MAX_NAME);
    const error = refusal(field, outcomes.length);
    if (error) content.resume();
    const waitedMs = sinceRequest();
    const storing = async (): Promise<Outcome> => {
      const end = await store(library, learnerId, name, content);
      return { name, end, waitedMs, storedMs: Math.max(0, sinceRequest() - waitedMs) };
    };
    outcomes.push(error ? Promise.resolve(refuse(name, error)) : storing());
  });
  parser.on('filesLimit', () => outcomes.push(Promise.resolve(refuse(FURTHER, tooManyFiles()))));

  const problem = await parsed(req, parser);
  const settled = await Promise.all(outcomes);
  if (settled.length === 0) throw problem ?? badRequest('no_files', `Send files in the field "${FIELD}".`);
  // What came before the break is kept; a file that was cut off has its own failure by now.
  const isTold = settled.some(({ end }) => end instanceof AppError);
  return problem && !isTold ? [...settled, refuse(FURTHER, problem)] : settled;
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

async function store(library: Library, learnerId: string, name: string, content: Readable): Promise<Outcome['end']> {
  const parts = partsOf(content);
  try {
    return await library.addFile(learnerId, { name, content: parts });
  } catch (error) {
    return cutOff(error) ?? toAppError(error);
  } finally {
    await parts.return(undefined);
    // The parser goes on to the next file only when this one was read to its end.
    content.resume();
  }
}

/** The parts of a file; leaving early does not destroy the stream, which would stall the parser. */
async function* partsOf(content: Readable): AsyncGenerator<Buffer> {
  for await (const part of content.iterator({ destroyOnReturn: false })) yield part;
}

function cutOff(error: unknown): AppError | undefined {
  const isStreamError =
    !(error instanceof AppError) && error instanceof Error && /unexpected end|went away/i.test(error.message);
  return isStreamError ? badRequest('upload_cut_off', 'The file did not arrive whole.', error) : undefined;
}

function refusal(field: string, before: number): AppError | undefined {
  if (before >= MAX_FILES_PER_UPLOAD) return tooManyFiles();
  if (field !== FIELD) return badRequest('unexpected_field', `Files go into the field "${FIELD}".`);
  return undefined;
}

function tooManyFiles(): AppError {
  return new AppError({
    code: 'too_many_files',
    status: 413,
    message: `At most ${MAX_FILES_PER_UPLOAD} files at once.`,
  });
}

function badRequest(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, status: 400, message, cause });
}
