import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { documentRecord, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('removal store on %s', (kind) => {
  const database = useDatabase(kind);
  const removals = () => database().stores.removals;
  const pendingOf = async (learnerId: string) =>
    (await removals().pending(1000)).filter((removal) => removal.learnerId === learnerId);

  it('notes that everything of a learner must go, once', async () => {
    const learnerId = newId();
    await removals().addLearner(learnerId);
    await removals().addLearner(learnerId);
    const pending = await pendingOf(learnerId);
    expect(pending).toEqual([{ id: expect.any(String), learnerId, documentId: undefined, blobKey: undefined }]);
  });

  it('forgets what the other store has confirmed', async () => {
    const learnerId = newId();
    await removals().addLearner(learnerId);
    for (const { id } of await pendingOf(learnerId)) await removals().done(id);
    expect(await pendingOf(learnerId)).toEqual([]);
    expect(await removals().done('unknown')).toBe(false);
  });

  it('outlives the learner, also for documents removed before', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const document = documentRecord(learnerId);
    await stores.documents.create(document);
    await stores.documents.remove(learnerId, document.id);
    await stores.accounts.deleteLearner(learnerId);
    await removals().addLearner(learnerId);
    expect(await pendingOf(learnerId)).toMatchObject([
      { documentId: document.id, blobKey: document.blobKey },
      { documentId: undefined, blobKey: undefined },
    ]);
  });
});

describe.each(DATABASE_KINDS)('pending removals on %s', (kind) => {
  it('come oldest first, at most as many as asked for', async () => {
    const { stores, drop } = await openTestDatabase(kind);
    const learners = Array.from({ length: 5 }, newId);
    for (const learnerId of learners) await stores.removals.addLearner(learnerId);
    const pending = await stores.removals.pending(3);
    expect(pending.map(({ learnerId }) => learnerId)).toEqual(learners.slice(0, 3));
    const further = await stores.removals.pending(3, pending[2]?.id);
    expect(further.map(({ learnerId }) => learnerId)).toEqual(learners.slice(3));
    await drop();
  });
});
