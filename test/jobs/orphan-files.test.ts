import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { openS3BlobStore } from '../../src/adapters/s3/blob-store.ts';
import { newId } from '../../src/ids.ts';
import { createOrphanFiles, type OrphanFilesDeps } from '../../src/jobs/orphan-files.ts';
import { startSweeps } from '../../src/jobs/sweep-expired.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeS3 } from '../support/fake-s3.ts';
import { documentRecord, recordingRecord, storedConversation, storedLearner } from '../support/records.ts';
import { testDir } from '../support/temp-dir.ts';

const HOUR = 60 * 60_000;
const logger = pino({ level: 'silent' });

interface Place {
  blobs: BlobStore;
  /** Makes it look as if the file had been written then. */
  write(key: string, at: Date): Promise<void>;
}

async function folder(): Promise<Place> {
  const root = await testDir();
  const blobs = await openDiskBlobStore(root);
  return { blobs, write: (key, at) => utimes(join(root, key), at, at) };
}

async function bucket(): Promise<Place> {
  const s3 = await FakeS3.start();
  const blobs = openS3BlobStore({ ...s3.config, prefix: 'tutor/' });
  onTestFinished(() => blobs.close());
  return { blobs, write: async (key, at) => void s3.writtenAt.set(`tutor/${key}`, at) };
}

async function open(place: () => Promise<Place>, limits?: OrphanFilesDeps['limits']) {
  const { blobs, write } = await place();
  const { stores, drop } = await openTestDatabase('sqlite');
  onTestFinished(drop);
  const clock = new FakeClock(Date.now());
  const learner = await storedLearner(stores);
  const put = async (key: string, hoursAgo: number) => {
    await blobs.put(key, Readable.from([key]));
    await write(key, new Date(clock.now() - hoursAgo * HOUR));
    return key;
  };
  const left = async () => {
    const keys: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await blobs.list({ limit: 100, cursor });
      keys.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
      if (cursor === undefined) return keys.sort();
    }
  };
  /** The job's timer is set when a round is over. */
  const roundIsOver = () => expect.poll(() => clock.waiting).toBe(1);
  const start = async () => {
    const run = createOrphanFiles({ blobs, files: stores.files, clock, ...(limits && { limits }) });
    const job = startSweeps({ sweeps: [{ what: 'files without a record', run }], clock, logger });
    onTestFinished(() => job.stop());
    await roundIsOver();
  };
  const nextRound = async () => {
    clock.advance(HOUR);
    await roundIsOver();
  };
  return { blobs, stores, clock, learner, put, left, start, nextRound };
}

describe.each([
  ['a folder', folder],
  ['a bucket', bucket],
])('the sweep of files without a record in %s', (_, place) => {
  it('removes what no row names, once it is a day old', async () => {
    const { learner, put, left, start, nextRound } = await open(place);
    const old = [`${learner}/${newId()}`, `${learner}/uploads/${newId()}`, `${learner}/recordings/${newId()}`];
    for (const key of old) await put(key, 25);
    const young = await put(`${learner}/${newId()}`, 23);
    await start();
    expect(await left()).toEqual([young]);
    await nextRound();
    await nextRound();
    expect(await left()).toEqual([]);
  });

  it('keeps what a row names, however old: documents, recordings, parts of an upload on its way', async () => {
    const { stores, clock, learner, put, left, start } = await open(place);
    const document = documentRecord(learner, { blobKey: `${learner}/${newId()}` });
    await stores.documents.create(document);
    const recording = recordingRecord(learner, await storedConversation(stores, learner));
    await stores.recordings.add(recording);
    const times = { createdAt: clock.now(), touchedAt: clock.now() };
    const upload = { id: newId(), learnerId: learner, name: 'a.txt', bytes: 9, received: 0, ...times };
    await stores.uploads.create(upload);
    const blobKey = `${learner}/uploads/${newId()}`;
    await stores.uploads.append(learner, upload.id, { start: 0, bytes: 5, blobKey }, clock.now());
    const named = [document.blobKey, recording.blobKey, blobKey];
    for (const key of named) await put(key, 60);
    await put(`${learner}/${newId()}`, 60);
    await start();
    expect(await left()).toEqual(named.sort());
  });

  it('keeps what belongs to nobody here: another installation may share the place', async () => {
    const { learner, put, left, start } = await open(place);
    const others = await Promise.all([put(`${newId()}/${newId()}`, 9999), put('backups/2026', 9999)]);
    await put(`${learner}/${newId()}`, 9999);
    await start();
    expect(await left()).toEqual(others.sort());
  });
});

describe('a round of the sweep of files without a record', () => {
  const orphans = (learner: string, count: number) =>
    Array.from({ length: count }, (_, n) => `${learner}/${String(n).padStart(3, '0')}`);

  it('looks at so many files and no more; the next goes on from there, and begins again after the last', async () => {
    const { learner, put, left, start, nextRound } = await open(folder, { page: 2, pagesARound: 2 });
    const keys = orphans(learner, 10);
    for (const key of keys) await put(key, 25);
    await start();
    expect(await left()).toEqual(keys.slice(4));
    await nextRound();
    expect(await left()).toEqual(keys.slice(8));
    await nextRound();
    expect(await left()).toEqual([]);
    await put(keys[0] ?? '', 30);
    await nextRound();
    expect(await left()).toEqual([]);
  });

  it('that fails at a file leaves the rest to the next, and the file to a later one', async () => {
    const { blobs, learner, put, left, start, nextRound } = await open(folder, { page: 2, pagesARound: 2 });
    const keys = orphans(learner, 4);
    for (const key of keys) await put(key, 25);
    const remove = vi.spyOn(blobs, 'remove').mockRejectedValueOnce(new Error('disk error'));
    await start();
    expect(await left()).toEqual(keys);
    await nextRound();
    expect(await left()).toEqual(keys.slice(0, 2));
    await nextRound();
    expect(await left()).toEqual([]);
    expect(remove).toHaveBeenCalledTimes(5);
  });

  it('removes nothing while it is not known what the rows name', async () => {
    const { stores, learner, put, left, start, nextRound } = await open(folder);
    const keys = orphans(learner, 2);
    for (const key of keys) await put(key, 25);
    const asked = vi.spyOn(stores.files, 'orphans').mockRejectedValueOnce(new Error('database away'));
    await start();
    expect(asked).toHaveBeenCalledOnce();
    expect(await left()).toEqual(keys);
    await nextRound();
    expect(await left()).toEqual([]);
  });
});
