import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { openS3BlobStore } from '../../src/adapters/s3/blob-store.ts';
import { takeIn } from '../../src/knowledge/intake.ts';
import { removePending } from '../../src/knowledge/removals.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import type { DocumentStore } from '../../src/ports/document-store.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeS3 } from '../support/fake-s3.ts';
import { storedLearner } from '../support/records.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { testDir } from '../support/temp-dir.ts';

const HOUR = 60 * 60_000;
const NOW = new AbortController().signal;

async function bucket(): Promise<BlobStore> {
  const s3 = await FakeS3.start();
  const blobs = openS3BlobStore(s3.config);
  onTestFinished(() => blobs.close());
  return blobs;
}

async function open(blobs: BlobStore) {
  const { stores, drop } = await openTestDatabase('sqlite');
  onTestFinished(drop);
  const clock = new FakeClock(Date.now());
  const ada = await storedLearner(stores);
  const drops = vi.fn(async () => undefined);
  const vectors = { ...unreachableVectors, drop: drops };
  const bring = (documents: DocumentStore, content: Readable) =>
    takeIn({ documents, blobs, clock, quotaBytes: 1000 }, ada, { title: 'Notes', kind: 'text/plain', content });
  const round = async () => {
    const { failures } = await removePending({ removals: stores.removals, blobs, vectors, clock }, NOW);
    expect(failures).toEqual([]);
  };
  const left = async () => (await blobs.list({ limit: 10 })).items.map(({ key }) => key);
  return { stores, clock, ada, bring, round, left, drops };
}

describe.each([
  ['a folder', async () => openDiskBlobStore(await testDir())],
  ['a bucket', bucket],
])('a file that arrives while its account is deleted, in %s', (_, openBlobs) => {
  it('goes a day later where the process was killed between storing it and noting it', async () => {
    const { stores, clock, ada, bring, round, left, drops } = await open(await openBlobs());
    const stored = Promise.withResolvers<void>();
    // Killed here: nothing that comes after is ever done.
    const create = () => {
      stored.resolve();
      return new Promise<never>(() => undefined);
    };
    const rest = Promise.withResolvers<void>();
    async function* arriving() {
      yield Buffer.from('Whales sing');
      await rest.promise;
    }
    void bring({ ...stores.documents, create }, Readable.from(arriving()));
    await stores.accounts.deleteLearner(ada);
    await round();
    rest.resolve();
    await stored.promise;
    expect(await left()).toHaveLength(1);
    clock.advance(23 * HOUR);
    await round();
    expect(await left()).toHaveLength(1);
    clock.advance(HOUR);
    await round();
    expect(await left()).toEqual([]);
    expect(drops).toHaveBeenCalledTimes(2);
    expect(await stores.removals.pending(10, { now: clock.now() + 1000 * HOUR })).toEqual([]);
  });

  it('goes at once where nobody was killed, and the learner is told that the account is gone', async () => {
    const { stores, ada, bring, round, left } = await open(await openBlobs());
    async function* arriving() {
      await stores.accounts.deleteLearner(ada);
      await round();
      yield Buffer.from('Whales sing.');
    }
    await expect(bring(stores.documents, Readable.from(arriving()))).rejects.toMatchObject({ code: 'not_found' });
    await setImmediate();
    expect(await left()).toEqual([]);
  });

  it('goes at once, too, while the rows of the account are still being deleted', async () => {
    const { stores, ada, bring, left } = await open(await openBlobs());
    await stores.accounts.closeLearner(ada);
    const brought = bring(stores.documents, Readable.from([Buffer.from('Whales sing.')]));
    await expect(brought).rejects.toMatchObject({ code: 'not_found' });
    expect(await left()).toEqual([]);
  });
});
