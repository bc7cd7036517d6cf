import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { BlobStore, StoredBlob } from '../../src/ports/blob-store.ts';

/** What every blob store does. `open` gives an empty one. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
  const read = async (store: BlobStore, key: string) => (await buffer(await store.get(key))).toString();

  const listAll = async (store: BlobStore, limit: number) => {
    const listed: StoredBlob[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await store.list({ limit, cursor });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      listed.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) return listed;
    }
  };

  describe(`${name} as a blob store`, () => {
    it('gives back what was put, and its size and hash', async () => {
      const store = await open();
      const stored = await store.put('a/b-1', Readable.from([Buffer.from('Hel'), Buffer.from('lo')]));
      expect(stored).toEqual({ bytes: 5, hash: createHash('sha256').update('Hello').digest('hex') });
      expect(await read(store, 'a/b-1')).toBe('Hello');
    });

    it('stores an empty blob and a large one', async () => {
      const store = await open();
      const large = Buffer.alloc(3_000_000, 'x');
      expect((await store.put('empty', Readable.from([]))).bytes).toBe(0);
      expect((await store.put('large', Readable.from([large]))).bytes).toBe(large.length);
      expect(await read(store, 'empty')).toBe('');
      expect((await buffer(await store.get('large'))).equals(large)).toBe(true);
    });

    it('gives the part of a blob that is asked for, wherever its bytes begin and end', async () => {
      const store = await open();
      const large = Buffer.from(Array.from({ length: 700_000 }, (_, at) => at % 251));
      await store.put('large', Readable.from([large]));
      const last = large.length - 1;
      for (const [start, end] of [
        [0, 0],
        [5, 9],
        [262_143, 262_144],
        [262_144, 262_144],
        [200_000, 600_000],
        [last, last],
        [0, last],
      ] as const) {
        const part = await buffer(await store.get('large', { start, end }));
        expect(part.equals(large.subarray(start, end + 1)), `${start} to ${end}`).toBe(true);
      }
      await expect(store.get('nobody', { start: 0, end: 1 })).rejects.toMatchObject({ code: 'blob_missing' });
    });

    it('replaces a blob whole', async () => {
      const store = await open();
      await store.put('key', Readable.from(['first and longer']));
      await store.put('key', Readable.from(['second']));
      expect(await read(store, 'key')).toBe('second');
    });

    it('keeps one of two that are put under a key at the same time, whole', async () => {
      const store = await open();
      const contents = ['a', 'b'].map((letter) => letter.repeat(600_000));
      await Promise.all(contents.map((content) => store.put('key', Readable.from([content]))));
      expect(contents).toContain(await read(store, 'key'));
    });

    it('stores nothing when the content breaks off, and keeps what was there', async () => {
      const store = await open();
      await store.put('key', Readable.from(['before']));
      const broken = Readable.from(
        (async function* () {
          yield 'half';
          throw new Error('cut off');
        })(),
      );
      await expect(store.put('key', broken)).rejects.toThrow('cut off');
      expect(await read(store, 'key')).toBe('before');
    });

    it('stores nothing when it is aborted', async () => {
      const store = await open();
      const controller = new AbortController();
      const content = new PassThrough();
      content.write('half');
      const putting = store.put('key', content, controller.signal);
      controller.abort(new Error('never mind'));
      content.end('rest');
      await expect(putting).rejects.toThrow('never mind');
      await expect(store.get('key')).rejects.toMatchObject({ code: 'blob_missing' });
    });

    it('says blob_missing for a key that is not there, and removes it without complaint', async () => {
      const store = await open();
      await expect(store.get('nobody')).rejects.toMatchObject({ code: 'blob_missing' });
      await expect(store.remove('nobody')).resolves.toBeUndefined();
      await expect(store.removeAll('nobody')).resolves.toBeUndefined();
    });

    it('removes one blob, or all below a prefix and no others', async () => {
      const store = await open();
      for (const key of ['ann/1', 'ann/2', 'anna/1', 'bob/1']) await store.put(key, Readable.from([key]));
      await store.remove('bob/1');
      await store.removeAll('ann');
      for (const key of ['ann/1', 'ann/2', 'bob/1']) {
        await expect(store.get(key)).rejects.toMatchObject({ code: 'blob_missing' });
      }
      expect(await read(store, 'anna/1')).toBe('anna/1');
    });

    it('lists every blob once, page by page, with the time at which it was stored', async () => {
      const store = await open();
      const keys = ['ann/1', 'ann/uploads/1', 'ann/uploads/2', 'ann-2/1', 'bob', 'carl/1'];
      for (const key of keys) await store.put(key, Readable.from([key]));
      const listed = await listAll(store, 2);
      expect(listed.map(({ key }) => key).sort()).toEqual([...keys].sort());
      // Stores count the seconds by clocks of their own.
      for (const { storedAt } of listed) expect(Math.abs(storedAt - Date.now())).toBeLessThan(60 * 60_000);
    });

    it('goes on with its list where what it came to is gone, and lists nothing where nothing is', async () => {
      const store = await open();
      expect(await store.list({ limit: 10 })).toEqual({ items: [] });
      const keys = ['ann/1', 'ann/2', 'bob/1', 'bob/2'];
      for (const key of keys) await store.put(key, Readable.from([key]));
      const { items, nextCursor } = await store.list({ limit: 2 });
      for (const { key } of items) await store.remove(key);
      const rest = await store.list({ limit: 2, cursor: nextCursor });
      expect([...items, ...rest.items].map(({ key }) => key)).toEqual(keys);
      expect(rest.nextCursor).toBeUndefined();
    });

    it.each(['', '../escape', 'a/../b', '/root', 'a//b', 'A', 'a b', 'a\0b', '.drafts/x'])(
      'refuses %j as a key',
      async (key) => {
        const store = await open();
        await expect(store.put(key, Readable.from(['x']))).rejects.toThrow(TypeError);
        await expect(store.get(key)).rejects.toThrow(TypeError);
        await expect(store.removeAll(key)).rejects.toThrow(TypeError);
      },
    );
  });
}
