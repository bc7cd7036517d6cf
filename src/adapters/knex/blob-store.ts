import { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { newId, timeOfId } from '../../ids.ts';
import { requireBlobKey } from '../../ports/blob-key.ts';
import type { BlobStore, StoredBlob } from '../../ports/blob-store.ts';
import { type ByteRange, bytesWithin } from '../../ports/byte-range.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Database } from './database.ts';
import { translatingErrors } from './database-errors.ts';
import { openSpool, type Spool } from './spool.ts';

interface BlobRow {
  key: string;
  /** Another one each time the key is written; tells when that was. */
  version: string;
  bytes: number;
}

interface BlobChunkRow {
  blob_key: string;
  ordinal: number;
  data: Buffer;
}

type Rows = ReturnType<typeof createRows>;

/** Bytes of each row but the last: few enough to hold in memory for every reader and writer at once. */
const CHUNK_BYTES = 256 * 1024;
/** Files of one statement: an account may have thousands, and a statement that takes too long is ended and would never get through. */
const REMOVED_AT_ONCE = 20;

/**
 * Blobs as rows, for nodes that share a database and no disk. What is put arrives whole before its transaction begins: a
 * learner on a slow line would otherwise keep one of the pool's few connections for minutes.
 */
export function createKnexBlobStore(database: Database): BlobStore {
  const rows = translatingErrors(createRows(database));
  return {
    async put(key, content, signal) {
      requireBlobKey(key);
      await using spool = await openSpool(content, signal);
      await rows.replace(key, spool, signal);
      return { bytes: spool.bytes, hash: spool.hash };
    },
    async get(key, range) {
      requireBlobKey(key);
      const blob = await rows.find(key);
      if (!blob) throw blobMissing();
      return Readable.from(range ? partOf(rows, blob, range) : chunksOf(rows, blob), { objectMode: false });
    },
    async remove(key) {
      requireBlobKey(key);
      await rows.remove(key);
    },
    async removeAll(prefix) {
      requireBlobKey(prefix);
      await rows.removeAll(prefix);
    },
    list: (page) => rows.list(page),
  };
}

function createRows({ knex }: Database) {
  return {
    replace(key: string, { bytes, parts }: Spool, signal: AbortSignal | undefined): Promise<void> {
      return knex.transaction(async (trx) => {
        // First: from here on others who write or remove the same key wait.
        await trx<BlobRow>('blobs').insert({ key, version: newId(), bytes }).onConflict('key').merge();
        await trx('blob_chunks').where({ blob_key: key }).delete();
        let ordinal = 0;
        for await (const data of parts(CHUNK_BYTES)) {
          signal?.throwIfAborted();
          await trx<BlobChunkRow>('blob_chunks').insert({ blob_key: key, ordinal, data });
          ordinal += 1;
        }
      });
    },
    async find(key: string): Promise<BlobRow | undefined> {
      return knex<BlobRow>('blobs').where({ key }).first();
    },
    async chunk({ key, version }: BlobRow, ordinal: number): Promise<Buffer | undefined> {
      const row: Pick<BlobChunkRow, 'data'> | undefined = await knex('blob_chunks')
        .join('blobs', 'key', 'blob_key')
        .where({ key, version, ordinal })
        .first('data');
      return row?.data;
    },
    /** The cursor is the last key. */
    async list({ limit, cursor }: PageRequest): Promise<Page<StoredBlob>> {
      const query = knex<BlobRow>('blobs')
        .orderBy('key')
        .limit(limit + 1);
      if (cursor !== undefined) query.where('key', '>', cursor);
      const found = await query.select('key', 'version');
      const items = found.slice(0, limit).map(({ key, version }) => ({ key, storedAt: timeOfId(version) }));
      return found.length > limit ? { items, nextCursor: items.at(-1)?.key } : { items };
    },
    /** Chunks go with their blob. */
    async remove(key: string): Promise<void> {
      await knex<BlobRow>('blobs').where({ key }).delete();
    },
    async removeAll(prefix: string): Promise<void> {
      // Nothing in a key means anything to LIKE.
      const some = knex<BlobRow>('blobs').whereLike('key', `${prefix}/%`).limit(REMOVED_AT_ONCE).select('key');
      while ((await knex<BlobRow>('blobs').whereIn('key', some.clone()).delete()) > 0);
    },
  };
}

/** Throws `blob_missing` when it is removed or replaced in the middle: never a mixture, never a part taken for the whole. */
async function* chunksOf(rows: Rows, blob: BlobRow, first = 0): AsyncGenerator<Buffer> {
  let at = first * CHUNK_BYTES;
  for (let ordinal = first; at < blob.bytes; ordinal += 1) {
    const data = await rows.chunk(blob, ordinal);
    if (!data) throw blobMissing();
    at += data.length;
    yield data;
  }
}

/** From the row that its first byte is in. */
function partOf(rows: Rows, blob: BlobRow, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  const first = Math.floor(start / CHUNK_BYTES);
  const before = first * CHUNK_BYTES;
  return bytesWithin(chunksOf(rows, blob, first), { start: start - before, end: end - before });
}

function blobMissing(): AppError {
  return new AppError({ code: 'blob_missing', status: 404, message: 'The file is not there any more.' });
}
