import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openS3BlobStore } from '../../../src/adapters/s3/blob-store.ts';
import type { S3Config } from '../../../src/config/s3.ts';
import { blobStoreContract } from '../../contracts/blob-store.ts';
import { FakeS3 } from '../../support/fake-s3.ts';

function open(s3: FakeS3, changes: Partial<S3Config> = {}, limits = {}) {
  const store = openS3BlobStore({ ...s3.config, ...changes }, limits);
  onTestFinished(() => store.close());
  return store;
}

blobStoreContract('a bucket', async () => open(await FakeS3.start()));

describe('a bucket of blobs', () => {
  const LARGE = 12 * 1024 * 1024;

  it('sends a large file in parts, which are seen when they are whole', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3);
    const content = randomBytes(LARGE);
    expect((await store.put('large', Readable.from([content]))).bytes).toBe(LARGE);
    expect(s3.asked.filter(({ query }) => query.has('partNumber'))).toHaveLength(3);
    expect((await buffer(await store.get('large'))).equals(content)).toBe(true);
    expect(s3.uploads.size).toBe(0);
  });

  it.each([true, false])('is asked for a part alone; knows ranges: %s', async (knowsRanges) => {
    const s3 = await FakeS3.start();
    const store = open(s3);
    s3.knowsRanges = knowsRanges;
    await store.put('sea', Readable.from(['0123456789']));
    expect((await buffer(await store.get('sea', { start: 2, end: 4 }))).toString()).toBe('234');
    expect(s3.asked.at(-1)?.range).toBe('bytes=2-4');
    expect(s3.sent).toBe(knowsRanges ? 3 : 10);
  });

  it('takes the parts back when the content breaks off after some were sent', async () => {
    const s3 = await FakeS3.start();
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(LARGE);
        throw new Error('cut off');
      })(),
    );
    await expect(open(s3).put('large', broken)).rejects.toThrow('cut off');
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });

  it('takes the parts back when one of them is refused', async () => {
    const s3 = await FakeS3.start();
    s3.fault = ({ query }) => (query.get('partNumber') === '2' ? { status: 403, code: 'AccessDenied' } : undefined);
    const putting = open(s3).put('large', Readable.from([Buffer.alloc(LARGE)]));
    await expect(putting).rejects.toMatchObject({ code: 'files_forbidden', retryable: false });
    expect([s3.objects.size, s3.uploads.size]).toEqual([0, 0]);
  });

  it('is aborted while it waits for content that does not come', async () => {
    const s3 = await FakeS3.start();
    const controller = new AbortController();
    const putting = open(s3).put('key', new Readable({ read: () => undefined }), controller.signal);
    controller.abort(new Error('never mind'));
    await expect(putting).rejects.toThrow('never mind');
    expect(s3.objects.size).toBe(0);
  });

  it('keeps to its prefix', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3, { prefix: 'tutor/one/' });
    await open(s3).put('ann/1', Readable.from(['other']));
    await store.put('ann/1', Readable.from(['ours']));
    expect([...s3.objects.keys()].sort()).toEqual(['ann/1', 'tutor/one/ann/1']);
    await store.removeAll('ann');
    expect([...s3.objects.keys()]).toEqual(['ann/1']);
  });

  it('removes more than one page of a listing', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3);
    for (const n of [1, 2, 3, 4, 5]) await store.put(`ann/${n}`, Readable.from(['x']));
    await store.removeAll('ann');
    expect(s3.objects.size).toBe(0);
  });

  it('tries again when the server asks it to slow down', async () => {
    const s3 = await FakeS3.start();
    let refusals = 1;
    s3.fault = () => (refusals-- > 0 ? { status: 503, code: 'SlowDown' } : undefined);
    await open(s3).put('key', Readable.from(['x']));
    expect(s3.objects.get('key')?.toString()).toBe('x');
  });

  it.each([
    [
      { status: 503, code: 'SlowDown' },
      { code: 'files_unavailable', retryable: true },
    ],
    [
      { status: 500, code: 'InternalError' },
      { code: 'files_unavailable', retryable: true },
    ],
    [
      { status: 403, code: 'AccessDenied' },
      { code: 'files_forbidden', retryable: false },
    ],
    [
      { status: 404, code: 'NoSuchBucket' },
      { code: 'files_bucket_missing', retryable: false },
    ],
    [
      { status: 400, code: 'InvalidRequest' },
      { code: 'files_refused', retryable: false },
    ],
  ])('says what is wrong after %j, whatever was asked', async (fault, said) => {
    const s3 = await FakeS3.start();
    s3.fault = () => fault;
    const store = open(s3, {}, { attempts: 1 });
    await expect(store.put('key', Readable.from(['x']))).rejects.toMatchObject(said);
    await expect(store.get('key')).rejects.toMatchObject(said);
    await expect(store.remove('key')).rejects.toMatchObject(said);
    await expect(store.removeAll('key')).rejects.toMatchObject(said);
    await expect(store.list({ limit: 10 })).rejects.toMatchObject(said);
  });

  it('lists what is below its prefix and can be a file of ours, and goes on where a page has none', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3, { prefix: 'tutor/' });
    for (const key of ['a', 'tutor/.x', 'tutor/A.txt', 'tutor/ann/1', 'tutor2/b'])
      s3.objects.set(key, Buffer.from(key));
    s3.writtenAt.set('tutor/ann/1', new Date('2026-01-02T03:04:05Z'));
    const first = await store.list({ limit: 10 });
    expect(first.items).toEqual([]);
    const rest = await store.list({ limit: 10, cursor: first.nextCursor });
    expect(rest).toEqual({ items: [{ key: 'ann/1', storedAt: Date.parse('2026-01-02T03:04:05Z') }] });
  });

  it('fails in the middle of a file that is cut off, instead of giving half of it for all', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3);
    await store.put('key', Readable.from([Buffer.alloc(100_000)]));
    s3.fault = () => 'cut';
    await expect(buffer(await store.get('key'))).rejects.toMatchObject({ code: 'files_unavailable', retryable: true });
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const s3 = await FakeS3.start();
    s3.fault = () => 'hang';
    const store = open(s3, {}, { silenceMs: 50, attempts: 1 });
    await expect(store.get('key')).rejects.toMatchObject({ code: 'files_unavailable', retryable: true });
  });

  it('lets go of the connection of a reader who leaves', async () => {
    const s3 = await FakeS3.start();
    const store = open(s3, {}, { connections: 2, attempts: 1 });
    await store.put('key', Readable.from([Buffer.alloc(4_000_000)]));
    for (let n = 0; n < 3; n += 1) (await store.get('key')).destroy();
    expect((await buffer(await store.get('key'))).length).toBe(4_000_000);
  });

  it('tells a bucket that is there from one that is missing, forbidden or away', async () => {
    const s3 = await FakeS3.start();
    await expect(open(s3).ping()).resolves.toBeUndefined();
    await expect(open(s3, { bucket: 'others' }).ping()).rejects.toMatchObject({ code: 'files_bucket_missing' });
    await expect(open(s3, { secretAccessKey: 'wrong' }).ping()).rejects.toMatchObject({ code: 'files_forbidden' });
    const store = open(s3, {}, { attempts: 1 });
    await s3.stop();
    await expect(store.ping()).rejects.toMatchObject({ code: 'files_unavailable', retryable: true });
  });
});
