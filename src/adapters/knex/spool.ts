import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** Content that has arrived whole, on this machine's disk until it is disposed of. */
export interface Spool extends AsyncDisposable {
  bytes: number;
  /** SHA-256 in hex. */
  hash: string;
  /** All of it, from the beginning, in parts of `size` bytes at most. */
  parts(size: number): AsyncGenerator<Buffer>;
}

/** Takes content in as it comes. Nothing is left of it when it breaks off, is aborted, or the process is killed. */
export async function openSpool(content: Readable, signal?: AbortSignal): Promise<Spool> {
  await using stack = new AsyncDisposableStack();
  const file = stack.use(await openNameless());
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of content) {
    signal?.throwIfAborted();
    const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part);
    hash.update(chunk);
    bytes += chunk.length;
    await file.writeFile(chunk);
  }
  signal?.throwIfAborted();
  const kept = stack.move();
  return {
    bytes,
    hash: hash.digest('hex'),
    parts: (size) => partsOf(file, bytes, size),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A file that has lost its name already: the system forgets it with its last handle. */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `lva-spool-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  try {
    await rm(path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* partsOf(file: FileHandle, bytes: number, size: number): AsyncGenerator<Buffer> {
  let position = 0;
  while (position < bytes) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, position);
    if (bytesRead === 0) throw new Error('the spool is shorter than what was written to it');
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
