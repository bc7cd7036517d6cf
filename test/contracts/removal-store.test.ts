import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { documentRecord, storedLearner, T0 } from '../support/records.ts';
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
    expect(pending).toEqual([
      { id: expect.any(String), learnerId, documentId: undefined, blobKey: undefined, isAgain: false },
    ]);
  });

  it('gives what is to be done once more from its time on, and notes it anew beside that', async () => {
    const learnerId = newId();
    const pendingAt = async (now: number) =>
      (await removals().pending(1000, { now })).filter((removal) => removal.learnerId === learnerId);
    await removals().addLearner(learnerId);
    const [noted] = await pendingOf(learnerId);
    await removals().doAgain(noted?.id ?? '', T0);
    expect([await pendingOf(learnerId), await pendingAt(T0 - 1)]).toEqual([[], []]);
    expect(await pendingAt(T0)).toEqual([{ ...noted, isAgain: true }]);
    await removals().addLearner(learnerId);
    expect(await pendingOf(learnerId)).toMatchObject([{ isAgain: false }]);
    expect(await pendingAt(T0)).toHaveLength(2);
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
    const further = await stores.removals.pending(3, { after: pending[2]?.id });
    expect(further.map(({ learnerId }) => learnerId)).toEqual(learners.slice(3));
    await drop();
  });
});
