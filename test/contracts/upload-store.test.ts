import { describe, expect, it, onTestFinished } from 'vitest';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import type { ResumableUpload, UploadEnd } from '../../src/ports/upload-store.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const END: UploadEnd = { storedMs: 12, documentId: 'd', duplicate: false };

function uploadRecord(learnerId: string, values: Partial<ResumableUpload> = {}): ResumableUpload {
  return { id: newId(), learnerId, name: 'a.txt', bytes: 100, received: 0, createdAt: T0, touchedAt: T0, ...values };
}

const part = (start: number, bytes = 10) => ({ start, bytes, blobKey: newId() });

/** Keys of the files of a learner that are to go. */
const noted = async (stores: Stores, learnerId: string) =>
  (await stores.removals.pending(10_000))
    .filter((removal) => removal.learnerId === learnerId)
    .map(({ blobKey }) => blobKey);

describe.each(DATABASE_KINDS)('upload store on %s', (kind) => {
  const database = useDatabase(kind);
  const uploads = () => database().stores.uploads;

  async function begun(values: Partial<ResumableUpload> = {}) {
    const learner = await storedLearner(database().stores);
    const upload = uploadRecord(learner, values);
    await uploads().create(upload);
    return { learner, upload, id: upload.id };
  }

  it('finds what was created, and what has come of it, in order', async () => {
    const { learner, upload, id } = await begun({ name: 'Flüsse 🌊.txt', bytes: 50 * 1024 * 1024 });
    expect(await uploads().find(learner, id)).toEqual(upload);
    const parts = [part(0), part(10, 5), part(15)];
    for (const [at, next] of parts.entries()) {
      expect(await uploads().append(learner, id, next, T0 + at)).toBe(true);
    }
    expect(await uploads().find(learner, id)).toEqual({ ...upload, received: 25, touchedAt: T0 + 2 });
    expect(await uploads().parts(learner, id)).toEqual(parts.map(({ start, blobKey }) => ({ start, blobKey })));
  });

  it('takes the next part only: none that leaves a gap, comes again or begins in the middle of another', async () => {
    const { learner, id } = await begun();
    await uploads().append(learner, id, part(0), T0);
    const before = await uploads().find(learner, id);
    for (const start of [20, 0, 5, 9, 11]) {
      expect(await uploads().append(learner, id, part(start), T0 + 1)).toBe(false);
    }
    expect(await uploads().find(learner, id)).toEqual(before);
    expect(await uploads().parts(learner, id)).toHaveLength(1);
  });

  it('takes one of several that begin at the same place at the same time', async () => {
    const { learner, id } = await begun();
    const rivals = [1, 2, 3, 4, 5].map((bytes) => part(0, bytes));
    const taken = await Promise.all(rivals.map((rival) => uploads().append(learner, id, rival, T0)));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const winner = rivals[taken.indexOf(true)];
    expect(await uploads().parts(learner, id)).toEqual([{ start: 0, blobKey: winner?.blobKey }]);
    expect((await uploads().find(learner, id))?.received).toBe(winner?.bytes);
  });

  it('notes what became of it once, and that its parts are to go', async () => {
    const { stores } = database();
    const { learner, id } = await begun();
    const kept = part(0);
    await uploads().append(learner, id, kept, T0);
    const failure = { code: 'unsupported_kind', status: 415, message: 'Not readable.' };
    const ends: UploadEnd[] = [END, { storedMs: 3, failure }];
    const [first, second] = await Promise.all(ends.map((end) => uploads().end(learner, id, end)));
    expect(first).toEqual(second);
    expect(ends).toContainEqual(first);
    expect((await uploads().find(learner, id))?.ended).toEqual(first);
    expect(await uploads().parts(learner, id)).toEqual([]);
    expect(await noted(stores, learner)).toEqual([kept.blobKey]);
    expect(await uploads().append(learner, id, part(10), T0)).toBe(false);
  });

  it('counts those that have not ended, and what has come of them', async () => {
    const { learner, id } = await begun();
    expect(await uploads().pending(await storedLearner(database().stores))).toEqual({ uploads: 0, bytes: 0 });
    const other = uploadRecord(learner);
    await uploads().create(other);
    for (const upload of [id, other.id]) await uploads().append(learner, upload, part(0, 30), T0);
    expect(await uploads().pending(learner)).toEqual({ uploads: 2, bytes: 60 });
    await uploads().end(learner, id, END);
    expect(await uploads().pending(learner)).toEqual({ uploads: 1, bytes: 30 });
  });

  it('forgets one that is given up, and notes that its parts are to go', async () => {
    const { learner, id } = await begun();
    const parts = [part(0), part(10)];
    for (const next of parts) await uploads().append(learner, id, next, T0);
    expect(await uploads().remove(learner, id)).toBe(true);
    expect(await uploads().find(learner, id)).toBeUndefined();
    expect((await noted(database().stores, learner)).sort()).toEqual(parts.map(({ blobKey }) => blobKey).sort());
    expect(await uploads().remove(learner, id)).toBe(false);
    expect(await uploads().append(learner, id, part(20), T0)).toBe(false);
    expect(await uploads().end(learner, id, END)).toBeUndefined();
  });

  it('shows and gives nothing of it to anybody else', async () => {
    const { learner, id } = await begun();
    await uploads().append(learner, id, part(0), T0);
    const before = await uploads().find(learner, id);
    const stranger = await storedLearner(database().stores);
    expect(await uploads().find(stranger, id)).toBeUndefined();
    expect(await uploads().parts(stranger, id)).toEqual([]);
    expect(await uploads().append(stranger, id, part(10), T0 + 1)).toBe(false);
    expect(await uploads().end(stranger, id, END)).toBeUndefined();
    expect(await uploads().remove(stranger, id)).toBe(false);
    expect(await uploads().find(learner, id)).toEqual(before);
    expect(await uploads().parts(learner, id)).toHaveLength(1);
    expect(await noted(database().stores, learner)).toEqual([]);
  });
});

describe.each(DATABASE_KINDS)('uploads on %s of which nothing comes any more', (kind) => {
  it('are forgotten, ended or not, however many; one that was touched since is not', async () => {
    const { stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const { uploads } = stores;
    const [ada, eve] = [await storedLearner(stores), await storedLearner(stores)];
    for (let n = 0; n < 105; n += 1) await uploads.create(uploadRecord(ada, { touchedAt: T0 - 1 }));
    const [ended, abandoned] = [uploadRecord(eve, { touchedAt: T0 - 1, ended: END }), uploadRecord(eve)];
    const [touched, young] = [uploadRecord(eve, { touchedAt: T0 - 5 }), uploadRecord(eve, { touchedAt: T0 })];
    for (const upload of [ended, abandoned, touched, young]) await uploads.create(upload);
    const left = part(0);
    await uploads.append(eve, abandoned.id, left, T0 - 1);
    await uploads.append(eve, touched.id, part(0), T0);

    expect(await uploads.removeExpired(T0)).toBe(107);
    expect(await uploads.pending(ada)).toEqual({ uploads: 0, bytes: 0 });
    const found = [ended, abandoned, touched, young].map(({ id }) => uploads.find(eve, id));
    expect((await Promise.all(found)).map((upload) => upload?.id)).toEqual([
      undefined,
      undefined,
      touched.id,
      young.id,
    ]);
    expect(await noted(stores, eve)).toEqual([left.blobKey]);
    expect(await uploads.removeExpired(T0)).toBe(0);
  });
});
