import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { unavailable } from '../../src/errors.ts';
import { takeIn } from '../../src/knowledge/intake.ts';
import { createLibrary } from '../../src/knowledge/library.ts';
import { createResumableUploads } from '../../src/knowledge/resumable-uploads.ts';
import { silent } from '../support/chroma.ts';
import { openTestDatabase } from '../support/databases.ts';
import { storedLearner } from '../support/records.ts';
import { testDir } from '../support/temp-dir.ts';

/** What a database that went away says of a transaction, whether or not it was committed. */
const LOST = unavailable('database_unavailable', 'The database does not answer right now.');

async function open() {
  const { stores, drop } = await openTestDatabase('sqlite');
  onTestFinished(drop);
  const blobs = await openDiskBlobStore(await testDir());
  const learnerId = await storedLearner(stores);
  const read = async (key: string) => (await buffer(await blobs.get(key))).toString();
  const kept = async () => (await blobs.list({ limit: 10 })).items.length;
  return { stores, blobs, learnerId, read, kept };
}

describe('a transaction whose answer is lost after it was committed', () => {
  it('leaves the file of the document that it stored', async () => {
    const { stores, blobs, learnerId, read } = await open();
    const create: typeof stores.documents.create = async (...request) => {
      await stores.documents.create(...request);
      throw LOST;
    };
    const deps = { documents: { ...stores.documents, create }, blobs, clock: systemClock, quotaBytes: 1000 };
    const content = Readable.from([Buffer.from('Leaves.')]);
    await expect(takeIn(deps, learnerId, { title: 'Notes', kind: 'text/plain', content })).rejects.toBe(LOST);
    const [document] = (await stores.documents.list(learnerId, { limit: 2 })).items;
    expect(await read(document?.blobKey ?? '')).toBe('Leaves.');
  });

  it('leaves the part of an upload that it noted', async () => {
    const { stores, blobs, learnerId, read } = await open();
    const append: typeof stores.uploads.append = async (...request) => {
      await stores.uploads.append(...request);
      throw LOST;
    };
    const deps = { blobs, clock: systemClock, onRemoved: () => undefined };
    const library = createLibrary({
      ...deps,
      documents: stores.documents,
      embedding: async () => ({ texts: 0, embedded: 0 }),
      signals: createMemorySignals({ logger: silent }),
      onQueued: () => undefined,
      web: { fetch: () => Promise.reject(LOST) },
    });
    const uploads = createResumableUploads({ ...deps, uploads: { ...stores.uploads, append }, library });
    const { id } = await uploads.create(learnerId, { name: 'notes.txt', bytes: 14 });
    const sent = uploads.append(learnerId, id, 0, Readable.from([Buffer.from('Leaves.')]));
    await expect(sent).rejects.toBe(LOST);
    expect(await uploads.find(learnerId, id)).toMatchObject({ received: 7 });
    const [part] = await stores.uploads.parts(learnerId, id);
    expect(await read(part?.blobKey ?? '')).toBe('Leaves.');
  });
});

describe('a file that was certainly not stored', () => {
  it('is removed at once: it is there already, or another one took the room meanwhile', async () => {
    const { stores, blobs, learnerId, kept } = await open();
    // As it was told before another one came.
    const totals = async () => ({ documents: 0, bytes: 0 });
    const deps = { documents: { ...stores.documents, totals }, blobs, clock: systemClock, quotaBytes: 10 };
    const bring = (text: string) =>
      takeIn(deps, learnerId, { title: 'Notes', kind: 'text/plain', content: Readable.from([Buffer.from(text)]) });
    await bring('Leaves.');
    expect(await bring('Leaves.')).toMatchObject({ duplicate: true });
    await expect(bring('Roots.')).rejects.toMatchObject({ code: 'quota_exceeded' });
    expect(await kept()).toBe(1);
  });
});
