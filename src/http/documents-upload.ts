import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError, toAppError } from '../errors.ts';
import type { Added } from '../knowledge/intake.ts';
import type { Library } from '../knowledge/library.ts';
import type { Clock } from '../ports/clock.ts';
import { MAX_FILES_PER_UPLOAD } from '../protocol/limits.ts';
import { badRequest, type FormFile, readForm } from './upload-form.ts';
import type { UploadTurns } from './upload-turns.ts';

export interface ReceiveDeps {
  library: Library;
  clock: Clock;
  turns: UploadTurns;
  /** A file of which nothing more comes for so long loses its turn, ms. */
  stallMs?: number | undefined;
}

/** What became of one file: the document, or why there is none. */
export interface Outcome {
  name: string;
  end: Added | AppError;
  /** Milliseconds from the beginning of the request until it was this file's turn, and what it took then. */
  waitedMs: number;
  storedMs: number;
}

export interface Received {
  outcomes: Outcome[];
  /** The form broke off: who sends it again sends more. */
  isCut: boolean;
  /** Of the files' names and contents, if it was asked for. */
  hash?: string | undefined;
}

/** A stopwatch from now on, in milliseconds. A clock that is set back in between makes no time negative. */
export function stopwatch(clock: Clock): () => number {
  const begun = clock.now();
  return () => Math.max(0, clock.now() - begun);
}

const FIELD = 'files';
/** Name given to what was sent and not looked at. */
const FURTHER = 'further files';
/** Whoever is on such a line sends large files as uploads that go on where they were cut. */
const STALL_MS = 60_000;

/**
 * Stores the files of a multipart request as they come in; one that cannot be taken fails alone. Throws `malformed_upload`
 * or `no_files` (400) when there was no file at all.
 */
export async function receiveFiles(
  req: IncomingMessage,
  learnerId: string,
  deps: ReceiveDeps,
  options: { hashed: boolean },
): Promise<Received> {
  const sinceRequest = stopwatch(deps.clock);
  const refuse = (name: string, end: AppError): Outcome => ({ name, end, waitedMs: sinceRequest(), storedMs: 0 });

  const take = async ({ name, content, ...place }: FormFile): Promise<Outcome> => {
    const error = refusal(place);
    if (error) {
      content.resume();
      return refuse(name, error);
    }
    return deps.turns.take(learnerId, async () => {
      const waitedMs = sinceRequest();
      const end = await store(deps, learnerId, name, content);
      return { name, end, waitedMs, storedMs: Math.max(0, sinceRequest() - waitedMs) };
    });
  };

  const { taken, hasMore, problem, hash } = await readForm(req, take, options);
  const outcomes = hasMore ? [...taken, refuse(FURTHER, tooManyFiles())] : taken;
  if (outcomes.length === 0) throw problem ?? badRequest('no_files', `Send files in the field "${FIELD}".`);
  // What came before the break is kept; a file that was cut off has its own failure by now.
  const isTold = outcomes.some(({ end }) => end instanceof AppError);
  const told = problem && !isTold ? [...outcomes, refuse(FURTHER, problem)] : outcomes;
  return { outcomes: told, isCut: problem !== undefined, hash };
}

/** Reads the files of a multipart request and stores nothing. @returns their hash, as `receiveFiles` gives it. */
export async function measureFiles(req: IncomingMessage): Promise<string | undefined> {
  const passOver = async ({ content }: FormFile): Promise<void> => {
    content.resume();
  };
  const { hash, problem } = await readForm(req, passOver, { hashed: true });
  if (problem) throw problem;
  return hash;
}

async function store(deps: ReceiveDeps, learnerId: string, name: string, content: Readable): Promise<Outcome['end']> {
  const parts = partsOf(content, deps);
  try {
    return await deps.library.addFile(learnerId, { name, content: parts });
  } catch (error) {
    return cutOff(error) ?? toAppError(error);
  } finally {
    await parts.return(undefined);
    // The parser goes on to the next file only when this one was read to its end.
    content.resume();
  }
}

/**
 * The parts of a file; leaving early does not destroy the stream, which would stall the parser. Throws `upload_stalled` (408) where
 * nothing more comes of it.
 */
async function* partsOf(content: Readable, { clock, stallMs = STALL_MS }: ReceiveDeps): AsyncGenerator<Buffer> {
  const parts = content.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await inTime(parts.next(), clock, stallMs);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // One that stalled is left as soon as something comes.
    const passOver = () => content.resume();
    void parts.return?.(undefined).then(passOver, passOver);
  }
}

async function inTime<T>(coming: Promise<T>, clock: Clock, ms: number): Promise<T> {
  const { promise: stalled, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(ms, () => reject(uploadStalled()));
  try {
    return await Promise.race([coming, stalled]);
  } finally {
    cancel();
  }
}

function uploadStalled(): AppError {
  return new AppError({ code: 'upload_stalled', status: 408, message: 'The file stopped arriving. Send it again.' });
}

function cutOff(error: unknown): AppError | undefined {
  const isStreamError =
    !(error instanceof AppError) && error instanceof Error && /unexpected end|went away|premature/i.test(error.message);
  return isStreamError ? badRequest('upload_cut_off', 'The file did not arrive whole.', error) : undefined;
}

function refusal({ field, before }: Pick<FormFile, 'field' | 'before'>): AppError | undefined {
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
