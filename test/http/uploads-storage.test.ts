import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createKnexBlobStore } from '../../src/adapters/knex/blob-store.ts';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { openS3BlobStore } from '../../src/adapters/s3/blob-store.ts';
import { removePending } from '../../src/knowledge/removals.ts';
import type { BlobStore, StoredBlob } from '../../src/ports/blob-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeS3 } from '../support/fake-s3.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { openLibraryWorld } from './documents-world.ts';
import { begin, notes, offsetOf, patch, patchAndCut, stateOf } from './tus.ts';

/** Ends within a part. */
const BYTES = 4321;
const PART = 1000;

async function inBucket() {
  const s3 = await FakeS3.start();
  const store = openS3BlobStore(s3.config, { attempts: 1 });
  onTestFinished(() => store.close());
  return { s3, store };
}

type Options = Parameters<typeof openLibraryWorld>[1];
const open = (options: Options) => openLibraryWorld(unreachableVectors, { reads: false, partBytes: PART, ...options });

const PLACES: [string, Options][] = DATABASE_KINDS.flatMap((database) => [
  [`${database} and a bucket`, { database, blobs: async () => (await inBucket()).store }],
  [`${database} alone`, { database, blobs: createKnexBlobStore }],
]);

describe.each(PLACES)('a file in several requests, kept in %s', (_place, options) => {
  it('goes on where the line was cut, and is whole, byte for byte', async () => {
    const { browser, blobs, stores } = await open(options);
    const content = notes(BYTES);
    const path = await begin(browser, BYTES);
    await patch(browser, path, 0, content.subarray(0, 1500));
    await patchAndCut(browser, path, 1500, content.subarray(1500), 1234);
    await expect.poll(() => offsetOf(browser, path)).toBe(2734);
    expect((await patch(browser, path, 2734, content.subarray(2734))).status).toBe(204);
    expect((await stateOf(browser, path)).answer?.results).toMatchObject([{ status: 201 }]);
    const document = await stores.documents.claim('x', 0, 0);
    expect((await buffer(await blobs.get(document?.blobKey ?? ''))).equals(content)).toBe(true);
  });

  it('is taken in once where two nodes are asked for it at the same time, and leaves nothing but the file', async () => {
    const { browser, uploads, openAnother, stores, blobs, whole } = await openWhole(options);
    const { learnerId, id } = await whole();
    const nodes = [uploads, openAnother()];
    const [one, other] = await Promise.all(nodes.map((node) => node.settle(learnerId, id)));
    expect(one?.ended).toMatchObject({ documentId: expect.any(String) });
    expect(other?.ended).toEqual(one?.ended);
    expect((await browser.get('/api/documents')).body.documents).toHaveLength(1);
    await removeParts({ stores, blobs });
    const document = await stores.documents.claim('x', 0, 0);
    expect((await listAll(blobs)).map(({ key }) => key)).toEqual([document?.blobKey]);
  });

  it('is told as it was where another node was faster and the parts are gone', async () => {
    const { uploads, openAnother, stores, blobs, whole } = await openWhole(options);
    const { learnerId, id } = await whole();
    const { get } = blobs;
    let faster: Awaited<ReturnType<typeof uploads.settle>> | undefined;
    vi.spyOn(blobs, 'get').mockImplementationOnce(async (key) => {
      faster = await openAnother().settle(learnerId, id);
      await removeParts({ stores, blobs });
      return get.call(blobs, key);
    });
    const { ended } = await uploads.settle(learnerId, id);
    expect(ended).toMatchObject({ documentId: expect.any(String) });
    expect(ended).toEqual(faster?.ended);
  });
});

describe('a file in several requests, kept in a bucket', () => {
  it('goes on after the last whole part where the bucket was away in the middle', async () => {
    const { s3, store } = await inBucket();
    const { browser } = await open({ blobs: () => store });
    const content = notes(BYTES);
    const path = await begin(browser, BYTES);
    s3.fault = () => (s3.objects.size === 2 ? { status: 503, code: 'SlowDown' } : undefined);
    const refused = await patch(browser, path, 0, content);
    expect([refused.status, JSON.parse(await refused.text()).code]).toEqual([503, 'files_unavailable']);
    expect(await offsetOf(browser, path)).toBe(2 * PART);
    s3.fault = () => undefined;
    expect((await patch(browser, path, 2 * PART, content.subarray(2 * PART))).status).toBe(204);
    expect((await stateOf(browser, path)).answer?.results).toMatchObject([{ status: 201 }]);
  });

  it('waits, whole, for a bucket that lets its parts be kept and not read', async () => {
    const { s3, store } = await inBucket();
    const { browser } = await open({ blobs: () => store });
    const path = await begin(browser, BYTES);
    s3.fault = ({ method }) => (method === 'GET' ? 'cut' : undefined);
    expect((await patch(browser, path, 0, notes(BYTES))).status).toBe(503);
    expect(await offsetOf(browser, path)).toBe(BYTES);
    s3.fault = () => undefined;
    expect((await stateOf(browser, path)).answer?.results).toMatchObject([{ status: 201 }]);
    const [text] = [...s3.objects.values()].filter(({ length }) => length === BYTES);
    expect(text?.equals(notes(BYTES))).toBe(true);
  });
});

/** `whole` brings a file of which all is there, and which nobody has taken in: as if its server had died then. */
async function openWhole(options: Options) {
  const world = await open(options);
  const { browser, stores, blobs } = world;
  return {
    ...world,
    async whole() {
      const content = notes(BYTES);
      const path = await begin(browser, BYTES);
      await patch(browser, path, 0, content.subarray(0, 2 * PART));
      const learnerId = (await stores.accounts.findLearnerByEmail('ada@example.org'))?.id ?? '';
      const id = path.split('/').at(-1) ?? '';
      const blobKey = `${learnerId}/uploads/${randomUUID()}`;
      const rest = content.subarray(2 * PART);
      await blobs.put(blobKey, Readable.from([rest]));
      await stores.uploads.append(learnerId, id, { start: 2 * PART, bytes: rest.length, blobKey }, Date.now());
      return { learnerId, id };
    },
  };
}

async function removeParts({ stores: { removals }, blobs }: { stores: Stores; blobs: BlobStore }): Promise<void> {
  const deps = { removals, blobs, vectors: unreachableVectors, clock: new FakeClock() };
  await removePending(deps, new AbortController().signal);
}

async function listAll(blobs: BlobStore): Promise<StoredBlob[]> {
  const listed: StoredBlob[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await blobs.list({ limit: 100, cursor });
    listed.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return listed;
  }
}
