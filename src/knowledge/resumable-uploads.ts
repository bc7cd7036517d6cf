import { Readable } from 'node:stream';
import { AppError, notFound, toAppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { ResumableUpload, UploadEnd, UploadStore } from '../ports/upload-store.ts';
import { MAX_FILE_BYTES, MAX_UPLOADS, UPLOAD_EXPIRY_MS } from '../protocol/limits.ts';
import { documentKind, HEAD_BYTES } from './document-kind.ts';
import type { Library } from './library.ts';
import { quotaExceeded } from './quota.ts';
import { tooLarge } from './upload-stream.ts';

/** Files that come in several requests, however far each gets. Whatever is not the learner's is `not_found`. */
export interface ResumableUploads {
  /** Throws `file_too_large`, `quota_exceeded`, `empty_file`, `too_many_uploads` (409). */
  create(learnerId: string, file: { name: string; bytes: number }): Promise<ResumableUpload>;
  find(learnerId: string, id: string): Promise<ResumableUpload>;
  /**
   * Keeps what comes, from `offset` on, until `content` ends, be that before the file does: every byte of it counts. The file is
   * taken into the library when it is whole. Throws `upload_offset` (409) where the file goes on elsewhere, `upload_too_long`,
   * `unsupported_kind` as soon as that is known, `quota_exceeded`.
   */
  append(learnerId: string, id: string, offset: number, content: AsyncIterable<Buffer>): Promise<ResumableUpload>;
  /** As `find`; a file that is whole and was not taken in, as its server died or a store was away, is taken in now. */
  settle(learnerId: string, id: string): Promise<ResumableUpload>;
  remove(learnerId: string, id: string): Promise<void>;
  removeExpired(): Promise<number>;
}

export interface ResumableUploadsDeps {
  uploads: UploadStore;
  library: Library;
  blobs: BlobStore;
  clock: Clock;
  /** Parts are to go. */
  onRemoved: () => void;
  /** Bytes; lower in tests. */
  maxFileBytes?: number | undefined;
  partBytes?: number | undefined;
}

/** Bytes that are kept at once: what a killed server loses of a file is less. Each is a blob of its own. */
const PART_BYTES = 1024 * 1024;

export function createResumableUploads(deps: ResumableUploadsDeps): ResumableUploads {
  const { uploads, library, blobs, clock, onRemoved } = deps;
  const { maxFileBytes = MAX_FILE_BYTES, partBytes = PART_BYTES } = deps;
  /** Files that are being taken in, so that asking twice does it once. */
  const ending = new Map<string, Promise<UploadEnd>>();

  async function find(learnerId: string, id: string): Promise<ResumableUpload> {
    const upload = await uploads.find(learnerId, id);
    if (!upload || isExpired(upload)) throw notFound('upload');
    return upload;
  }

  const isExpired = ({ touchedAt }: ResumableUpload) => touchedAt < clock.now() - UPLOAD_EXPIRY_MS;

  /** Room for what is still to come, beside what is in the library and what is there of other uploads. */
  async function requireRoom(learnerId: string, bytes: number): Promise<void> {
    const [{ bytes: usedBytes, quotaBytes }, pending] = await Promise.all([
      library.totals(learnerId),
      uploads.pending(learnerId),
    ]);
    if (usedBytes + pending.bytes + bytes > quotaBytes) {
      throw quotaExceeded({ quotaBytes, usedBytes: usedBytes + pending.bytes });
    }
  }

  /** What nothing here can read is refused at its beginning, not after all of it has come. */
  async function requireReadable({ learnerId, id, name, bytes }: ResumableUpload, first: Buffer): Promise<void> {
    if (first.length < Math.min(HEAD_BYTES, bytes)) return;
    try {
      library.requireReadable(documentKind(first.subarray(0, HEAD_BYTES), name));
    } catch (error) {
      await uploads.remove(learnerId, id);
      throw error;
    }
  }

  /** @returns whether it was the next part */
  async function keep({ learnerId, id }: ResumableUpload, start: number, part: Buffer): Promise<boolean> {
    const blobKey = `${learnerId}/uploads/${newId()}`;
    await blobs.put(blobKey, Readable.from([part]));
    // Where this fails, it may have been noted with the answer lost: a part that nothing notes is swept up later.
    const isKept = await uploads.append(learnerId, id, { start, bytes: part.length, blobKey }, clock.now());
    if (!isKept) await blobs.remove(blobKey);
    return isKept;
  }

  async function takeIn({ learnerId, id, name }: ResumableUpload): Promise<UploadEnd> {
    const begun = clock.now();
    const parts = await uploads.parts(learnerId, id);
    const end = await library.addFile(learnerId, { name, content: joined(blobs, parts) }).then(
      ({ document, duplicate }) => ({ documentId: document.id, duplicate }),
      (error: unknown) => {
        const { code, status, message, retryable } = toAppError(error);
        if (retryable || status >= 500 || code === 'blob_missing') throw error;
        return { failure: { code, status, message } };
      },
    );
    const known = await uploads.end(learnerId, id, { ...end, storedMs: Math.max(0, clock.now() - begun) });
    onRemoved();
    if (!known) throw notFound('upload');
    return known;
  }

  async function settle(learnerId: string, id: string): Promise<ResumableUpload> {
    const upload = await find(learnerId, id);
    if (upload.ended || upload.received < upload.bytes) return upload;
    let running = ending.get(id);
    if (!running) {
      running = takeIn(upload).finally(() => ending.delete(id));
      ending.set(id, running);
    }
    try {
      return { ...upload, ended: await running };
    } catch (error) {
      // Another node was faster, and the parts are gone already.
      const now = await find(learnerId, id);
      if (!now.ended) throw error;
      return now;
    }
  }

  return {
    async create(learnerId, { name, bytes }) {
      if (bytes === 0) throw new AppError({ code: 'empty_file', status: 422, message: 'The file is empty.' });
      if (bytes > maxFileBytes) throw tooLarge(maxFileBytes);
      const { uploads: count } = await uploads.pending(learnerId);
      if (count >= MAX_UPLOADS) throw tooManyUploads();
      await requireRoom(learnerId, bytes);
      const now = clock.now();
      const upload = { id: newId(), learnerId, name, bytes, received: 0, createdAt: now, touchedAt: now };
      await uploads.create(upload);
      return upload;
    },
    find,
    async append(learnerId, id, offset, content) {
      const upload = await find(learnerId, id);
      if (offset !== upload.received || upload.ended) throw goesOnElsewhere(upload.received);
      await requireRoom(learnerId, upload.bytes - upload.received);
      let { received } = upload;
      for await (const part of inParts(content, partBytes)) {
        if (received + part.length > upload.bytes) throw tooLong();
        if (received === 0) await requireReadable(upload, part);
        if (!(await keep(upload, received, part))) throw goesOnElsewhere();
        received += part.length;
      }
      return await settle(learnerId, id);
    },
    settle,
    async remove(learnerId, id) {
      if (!(await uploads.remove(learnerId, id))) throw notFound('upload');
      onRemoved();
    },
    async removeExpired() {
      const removed = await uploads.removeExpired(clock.now() - UPLOAD_EXPIRY_MS);
      if (removed > 0) onRemoved();
      return removed;
    },
  };
}

/** The same content in parts of `size` bytes; the last may be shorter. */
async function* inParts(content: AsyncIterable<Buffer>, size: number): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    const all = Buffer.concat(waiting);
    const whole = length - (length % size);
    for (let start = 0; start < whole; start += size) yield all.subarray(start, start + size);
    waiting = [all.subarray(whole)];
    length -= whole;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

async function* joined(blobs: BlobStore, parts: { blobKey: string }[]): AsyncGenerator<Buffer> {
  for (const { blobKey } of parts) for await (const chunk of await blobs.get(blobKey)) yield chunk;
}

function goesOnElsewhere(received?: number): AppError {
  const where = received === undefined ? 'elsewhere' : `at ${received}`;
  return new AppError({
    code: 'upload_offset',
    status: 409,
    message: `The file goes on ${where}: ask where, with HEAD.`,
  });
}

function tooLong(): AppError {
  return new AppError({
    code: 'upload_too_long',
    status: 413,
    message: 'There is more of the file than was announced.',
  });
}

function tooManyUploads(): AppError {
  return new AppError({
    code: 'too_many_uploads',
    status: 409,
    message: `At most ${MAX_UPLOADS} files may be on their way; finish or remove one.`,
  });
}
