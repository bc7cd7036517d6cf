import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { createKnexBlobStore } from '../../../src/adapters/knex/blob-store.ts';
import { blobStoreContract } from '../../contracts/blob-store.ts';
import { useDatabase } from '../../contracts/use-database.ts';
import { DATABASE_KINDS, openTestDatabase } from '../../support/databases.ts';

const CHUNK_BYTES = 256 * 1024;

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  const open = useDatabase(kind);

  afterEach(async () => {
    await open().database.knex('blobs').delete();
  });

  const rows = () => open().database.knex('blob_chunks').select('blob_key', 'ordinal', 'data').orderBy('ordinal');
  const sizes = async () => (await rows()).map(({ data }: { data: Buffer }) => data.length);

  blobStoreContract('the database', async () => createKnexBlobStore(open().database));

  describe('the database with blobs', () => {
    it.each([
      [CHUNK_BYTES - 1, [CHUNK_BYTES - 1]],
      [CHUNK_BYTES, [CHUNK_BYTES]],
      [CHUNK_BYTES + 1, [CHUNK_BYTES, 1]],
    ])('keeps %i bytes in rows of 256 KiB, however they came', async (bytes, expected) => {
      const store = createKnexBlobStore(open().database);
      const content = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
      const parts = [content.subarray(0, 1000), content.subarray(1000, 1001), content.subarray(1001)];
      await store.put('key', Readable.from(parts));
      expect(await sizes()).toEqual(expected);
      expect((await buffer(await store.get('key'))).equals(content)).toBe(true);
    });

    it('removes the many files of an account in short steps, and nobody else’s: each is over long before the database ends it', async () => {
      const { knex } = open().database;
      const store = createKnexBlobStore(open().database);
      const keys = Array.from({ length: 45 }, (_, at) => `owner/recordings/${at}`);
      for (const key of [...keys, 'owner-2/recordings/1']) await store.put(key, Readable.from(['sound']));
      let steps = 0;
      const countSteps = ({ sql }: { sql: string }) => {
        if (/^delete from .blobs/.test(sql)) steps += 1;
      };
      knex.on('query', countSteps);
      await store.removeAll('owner');
      knex.off('query', countSteps);
      expect((await store.list({ limit: 100 })).items.map(({ key }) => key)).toEqual(['owner-2/recordings/1']);
      expect(await sizes()).toEqual([5]);
      expect(steps).toBeGreaterThan(2);
    });

    it('keeps what was there when it is aborted while rows are written', async () => {
      const { knex } = open().database;
      const store = createKnexBlobStore(open().database);
      await store.put('key', Readable.from(['before']));
      const controller = new AbortController();
      const abortAtFirstRow = ({ sql }: { sql: string }) => {
        if (/insert into .blob_chunks/.test(sql)) controller.abort(new Error('never mind'));
      };
      knex.on('query', abortAtFirstRow);
      const putting = store.put('key', Readable.from([Buffer.alloc(3 * CHUNK_BYTES)]), controller.signal);
      await expect(putting).rejects.toThrow('never mind');
      knex.off('query', abortAtFirstRow);
      expect((await buffer(await store.get('key'))).toString()).toBe('before');
      expect(await sizes()).toEqual([6]);
    });

    it('leaves no rows of what was removed', async () => {
      const store = createKnexBlobStore(open().database);
      for (const key of ['ann/1', 'ann/2', 'bob']) await store.put(key, Readable.from([key]));
      await store.removeAll('ann');
      await store.remove('bob');
      expect(await rows()).toEqual([]);
    });

    it.each([
      ['removed', (store: ReturnType<typeof createKnexBlobStore>) => store.remove('key')],
      [
        'replaced',
        (store: ReturnType<typeof createKnexBlobStore>) =>
          store.put('key', Readable.from([Buffer.alloc(3 * CHUNK_BYTES, 'b')])),
      ],
    ])('breaks off with blob_missing when the blob is %s while it is read', async (_, change) => {
      const store = createKnexBlobStore(open().database);
      await store.put('key', Readable.from([Buffer.alloc(3 * CHUNK_BYTES, 'a')]));
      const reading = (await store.get('key')).iterator();
      await reading.next();
      await change(store);
      const rest = async () => {
        for await (const part of reading) expect(String(part)).not.toContain('b');
      };
      await expect(rest()).rejects.toMatchObject({ code: 'blob_missing' });
    });

    it('keeps no connection from others while learners send slowly', async () => {
      const store = createKnexBlobStore(open().database);
      const slow = Array.from({ length: 12 }, () => new PassThrough());
      const putting = slow.map((content, index) => {
        content.write('first half, ');
        return store.put(`slow/${index}`, content);
      });
      await store.put('quick', Readable.from(['here']));
      expect((await buffer(await store.get('quick'))).toString()).toBe('here');
      for (const content of slow) content.end('second half');
      await Promise.all(putting);
      expect((await buffer(await store.get('slow/11'))).toString()).toBe('first half, second half');
    });

    it('passes on what the source says of itself, whatever its code', async () => {
      const store = createKnexBlobStore(open().database);
      const gone = Object.assign(new Error('the client went away'), { code: 'ECONNRESET' });
      const content = new Readable({ read: () => content.destroy(gone) });
      await expect(store.put('key', content)).rejects.toBe(gone);
    });

    it('says database_unavailable when it does not answer, in the middle of a blob too', async () => {
      const other = await openTestDatabase(kind);
      const another = await other.openAnother();
      const store = createKnexBlobStore(another);
      await store.put('key', Readable.from([Buffer.alloc(3 * CHUNK_BYTES)]));
      const reading = await store.get('key');
      await another.close();
      const unavailable = { code: 'database_unavailable', retryable: true };
      await expect(buffer(reading)).rejects.toMatchObject(unavailable);
      await expect(store.get('key')).rejects.toMatchObject(unavailable);
      await expect(store.put('key', Readable.from(['x']))).rejects.toMatchObject(unavailable);
      await other.drop();
    });
  });
});
