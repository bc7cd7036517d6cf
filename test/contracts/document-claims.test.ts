import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { documentRecord, storedDocument, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const LEASE = T0 + 100;

describe.each(DATABASE_KINDS)('claiming documents on %s', (kind) => {
  const database = useDatabase(kind);
  const documents = () => database().stores.documents;

  // A worker takes documents of every learner: begin each test without any.
  beforeEach(async () => {
    await database().database.knex('documents').delete();
  });

  async function queued(count: number): Promise<string[]> {
    const owner = await storedLearner(database().stores);
    const created = Array.from({ length: count }, (_, index) => documentRecord(owner, { createdAt: T0 + index }));
    for (const document of created.toReversed()) await documents().create(document);
    return created.map(({ id }) => id);
  }

  it('gives the oldest first, each to one worker, then nothing', async () => {
    const [first, second] = await queued(2);
    expect((await documents().claim('a', T0, LEASE))?.id).toBe(first);
    expect((await documents().claim('b', T0, LEASE))?.id).toBe(second);
    expect(await documents().claim('a', T0, LEASE)).toBeUndefined();
  });

  it('gives the oldest of the learner of whom the fewest are being read', async () => {
    const [first, second, third] = await queued(3);
    const other = documentRecord(await storedLearner(database().stores), { createdAt: T0 + 500 });
    await documents().create(other);
    const taken: (string | undefined)[] = [];
    for (let at = 0; at < 4; at += 1) taken.push((await documents().claim('worker', T0, LEASE))?.id);
    expect(taken).toEqual([first, other.id, second, third]);
    // What a worker left counts for nobody.
    expect((await documents().claim('later', LEASE + 1, LEASE + 100))?.id).toBe(first);
  });

  it('gives one that was cancelled, and is tried again, when the vectors that there were of it are gone', async () => {
    const { stores } = database();
    const owner = await storedLearner(stores);
    const { document, passages } = await storedDocument(stores, owner, ['Whales sing.', 'Leaves fall.']);
    await stores.texts.material.markEmbedded(
      passages.slice(0, 1).map(({ id }) => id),
      'e1',
    );
    expect(await documents().cancel(owner, document.id, { code: 'cancelled', message: '-' })).toBe(true);
    const removals = (await stores.removals.pending(1000)).filter(({ learnerId }) => learnerId === owner);
    expect(removals).toMatchObject([{ documentId: document.id, blobKey: undefined }]);
    await documents().requeue(owner, document.id);
    expect(await documents().claim('a', T0, LEASE)).toBeUndefined();
    for (const { id } of removals) await stores.removals.done(id);
    expect((await documents().claim('a', T0, LEASE))?.id).toBe(document.id);
  });

  it('gives recordings alone, or anything but them', async () => {
    const owner = await storedLearner(database().stores);
    const [talk, note] = [documentRecord(owner, { kind: 'audio/mpeg' }), documentRecord(owner, { createdAt: T0 + 1 })];
    for (const document of [talk, note]) await documents().create(document);
    expect((await documents().claim('a', T0, LEASE, { recordings: false }))?.id).toBe(note.id);
    expect(await documents().claim('a', T0, LEASE, { recordings: false })).toBeUndefined();
    expect((await documents().claim('a', T0, LEASE, { recordings: true }))?.id).toBe(talk.id);
  });

  it('never gives one document to two of many workers', async () => {
    const ids = await queued(8);
    const other = kind === 'postgres' ? await database().openAnother() : undefined;
    const doors = [documents(), other ? createStores(other).documents : documents()];
    const claimed = await Promise.all(
      Array.from({ length: 12 }, (_, index) => doors[index % 2]?.claim(`worker-${index}`, T0, LEASE)),
    );
    await other?.close();
    const got = claimed.flatMap((document) => (document ? [document.id] : []));
    expect(new Set(got).size).toBe(got.length);
    // Whoever found the candidate of another locked came away with nothing, and asks again.
    for (
      let next = await documents().claim('late', T0, LEASE);
      next;
      next = await documents().claim('late', T0, LEASE)
    ) {
      got.push(next.id);
    }
    expect(got.toSorted()).toEqual(ids.toSorted());
  });

  it.each(['queued', 'extracting', 'embedding'] as const)(
    'gives a %s document again when its lease ran out',
    async (at) => {
      const [id = ''] = await queued(1);
      await documents().claim('killed', T0, LEASE);
      if (at !== 'queued') await documents().setStatus(id, at);
      expect(await documents().claim('next', LEASE, LEASE + 100)).toBeUndefined();
      expect(await documents().claim('next', LEASE + 1, LEASE + 100)).toMatchObject({ id, status: at });
    },
  );

  it('lets a worker keep what it works on', async () => {
    const [id = ''] = await queued(1);
    await documents().claim('worker', T0, LEASE);
    await documents().renewLease(id, 'somebody else', T0);
    await documents().renewLease(id, 'worker', LEASE + 500);
    expect(await documents().claim('next', LEASE + 400, LEASE + 900)).toBeUndefined();
    expect((await documents().claim('next', LEASE + 501, LEASE + 900))?.id).toBe(id);
  });

  it('gives a node that is alone what a process before it left, and not what it works on itself', async () => {
    const [left] = await queued(2);
    await documents().claim('before', T0, LEASE);
    await documents().claim('me', T0, LEASE);
    expect((await documents().claim('me', T0, LEASE, { alone: true }))?.id).toBe(left);
    expect(await documents().claim('me', T0, LEASE, { alone: true })).toBeUndefined();
  });

  it.each(['ready', 'failed'] as const)('never gives a document that is %s', async (status) => {
    const [id = ''] = await queued(1);
    await documents().claim('worker', T0, LEASE);
    await documents().setStatus(id, status);
    expect(await documents().claim('next', LEASE + 999, LEASE + 9999, { alone: true })).toBeUndefined();
  });

  it('gives at once what was queued again', async () => {
    const [id = ''] = await queued(1);
    await documents().claim('worker', T0, LEASE);
    await documents().setStatus(id, 'queued');
    expect((await documents().claim('next', T0, LEASE))?.id).toBe(id);
  });
});

describe('claiming documents on postgres', () => {
  it('does not wait for a worker that is just taking another document', async () => {
    const { stores, openAnother, drop } = await openTestDatabase('postgres');
    const other = await openAnother();
    onTestFinished(async () => {
      await other.close();
      await drop();
    });
    const owner = await storedLearner(stores);
    const [first, second] = [documentRecord(owner), documentRecord(owner, { createdAt: T0 + 1 })];
    for (const document of [first, second]) await stores.documents.create(document);
    await other.knex.transaction(async (trx) => {
      await trx('documents').where({ id: first.id }).forUpdate();
      expect((await stores.documents.claim('worker', T0, LEASE))?.id).toBe(second.id);
    });
  });
});
