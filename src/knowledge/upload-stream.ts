import { AppError } from '../errors.ts';
import { HEAD_BYTES } from './document-kind.ts';

/** A file on its way in: its beginning to tell its kind by, and all of it to store. */
export interface IncomingFile {
  head: Buffer;
  /** The whole content, head included; throws `file_too_large` past `max` bytes. */
  all(max: number): AsyncGenerator<Buffer>;
}

/** Reads the beginning of a file and keeps it. */
export async function openIncoming(content: AsyncIterable<Buffer>): Promise<IncomingFile> {
  const parts = content[Symbol.asyncIterator]();
  const seen: Buffer[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const next = await parts.next();
    if (next.done) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(seen);
  return { head: head.subarray(0, HEAD_BYTES), all: (max) => bounded(head, parts, max) };
}

async function* bounded(head: Buffer, rest: AsyncIterator<Buffer>, max: number): AsyncGenerator<Buffer> {
  let bytes = head.length;
  if (bytes > max) throw tooLarge(max);
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    bytes += next.value.length;
    if (bytes > max) throw tooLarge(max);
    yield next.value;
  }
}

/** 413 with the limit, in words. */
export function tooLarge(max: number): AppError {
  const megabytes = Math.floor(max / (1024 * 1024));
  return new AppError({ code: 'file_too_large', status: 413, message: `Files may have ${megabytes} MB at most.` });
}
