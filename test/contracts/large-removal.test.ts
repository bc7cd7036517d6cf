import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { clearLeftRows } from '../../src/knowledge/removals.ts';
import type { Document } from '../../src/ports/document-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { documentRecord, passageRecords, storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

/** Several steps of them. */
const MANY = 1200;
const signal = new AbortController().signal;

/** What there was of a document at one time. */
interface Look {
  left: number;
  found: number;
  given: number;
  listed: number;
  bytes: number;
  holds: boolean;
}

describe.each(DATABASE_KINDS)('deleting a large document on %s', (kind) => {
  const database = useDatabase(kind);
  const stores = () => database().stores;
  const search = async (owner: string) =>
    (await stores().passages.search(owner, ['photosynthesis'], { limit: MANY })).hits.length;

  async function largeDocument(owner: string, values: Partial<Document> = {}) {
    const texts = Array.from({ length: MANY }, (_, index) => `Photosynthesis, part ${index}.`);
    return storedDocument(stores(), owner, texts, values);
  }

  const left = async (id: string) => {
    const row = await database().database.knex('passages').where({ document_id: id }).count({ count: '*' }).first();
    return Number(row?.['count']);
  };

  it('lets others ask the database between its parts, and shows nothing of it from the first one on', async () => {
    const owner = await storedLearner(stores());
    const { document, passages } = await largeDocument(owner);
    const some = passages.slice(-100).map(({ id }) => id);
    const before = await stores().documents.totals(owner);
    let isRemoved = false;
    const removing = stores()
      .documents.remove(owner, document.id)
      .finally(() => {
        isRemoved = true;
      });
    // One small question after the other, beside those that follow, which ask several.
    const counting = (async () => {
      const counted: number[] = [];
      while (!isRemoved) {
        await stores().documents.totals(owner);
        counted.push(await left(document.id));
      }
      return counted;
    })();
    const seen: Look[] = [];
    while (!isRemoved) {
      const there = await left(document.id);
      const { items } = await stores().documents.list(owner, { limit: 10 });
      seen.push({
        left: there,
        found: await search(owner),
        given: (await stores().passages.byIds(owner, some)).length,
        listed: items.length,
        bytes: (await stores().documents.totals(owner)).bytes,
        holds: (await stores().spaces.holdings(owner)).material !== undefined,
      });
      await setImmediate();
    }
    expect(await removing).toMatchObject({ id: document.id, passageCount: MANY });
    const partly = seen.filter((look) => look.left > 0 && look.left < MANY);
    expect(partly.length).toBeGreaterThan(0);
    expect(new Set((await counting).filter((rows) => rows > 0 && rows < MANY)).size).toBeGreaterThan(2);
    for (const look of partly) expect(look).toMatchObject({ found: 0, given: 0, listed: 0, bytes: 0, holds: false });
    // Each question, whenever it was asked, saw all of it or nothing.
    expect(seen.filter(({ found, given }) => ![0, MANY].includes(found) || ![0, 100].includes(given))).toEqual([]);
    expect(before.bytes).toBeGreaterThan(0);
    expect(await left(document.id)).toBe(0);
    expect(await database().database.knex('documents').where({ id: document.id }).first()).toBeUndefined();
  });

  it('frees its content to be brought again at once', async () => {
    const owner = await storedLearner(stores());
    const { document } = await largeDocument(owner, { identity: 'the same' });
    const removing = stores().documents.remove(owner, document.id);
    await expect.poll(() => left(document.id), { interval: 1 }).toBeLessThan(MANY);
    const again = await stores().documents.create(documentRecord(owner, { identity: 'the same' }));
    expect(again.outcome).toBe('created');
    await removing;
    expect((await stores().documents.list(owner, { limit: 10 })).items).toHaveLength(1);
  });

  it('is finished after a process was killed in the middle of it', async () => {
    const owner = await storedLearner(stores());
    const [{ document }, other] = [await largeDocument(owner), await largeDocument(owner)];
    const { knex } = database().database;
    // As the first step left it.
    const gone = { removed: true, status: 'failed', passage_count: 0, saving: newId(), identity: null };
    await knex('documents').where({ id: document.id }).update(gone);
    await knex('removals').insert({ id: newId(), learner_id: owner, document_id: document.id });
    expect((await stores().documents.list(owner, { limit: 10 })).items).toHaveLength(1);
    expect(await search(owner)).toBe(MANY);
    await clearLeftRows(stores().removals, signal);
    expect([await left(document.id), await left(other.document.id)]).toEqual([0, MANY]);
    expect(await knex('documents').where({ id: document.id }).first()).toBeUndefined();
  });
});

describe.each(DATABASE_KINDS)('cancelling a large document on %s', (kind) => {
  const database = useDatabase(kind);

  it('leaves alone what is read again meanwhile', async () => {
    const { stores } = database();
    const owner = await storedLearner(stores);
    const document = documentRecord(owner);
    await stores.documents.create(document);
    const passages = passageRecords(
      document,
      Array.from({ length: MANY }, (_, index) => `Photosynthesis, part ${index}.`),
    );
    await stores.documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages });
    const cancelling = stores.documents.cancel(owner, document.id, { code: 'cancelled', message: 'Stopped.' });
    await expect.poll(() => stores.passages.count(owner), { interval: 1 }).toBeLessThan(MANY);
    expect(await stores.documents.requeue(owner, document.id)).toBe(true);
    await stores.documents.saveExtraction(document.id, { text: 'Long.', pages: [], passages });
    expect(await cancelling).toBe(true);
    expect(await stores.passages.count(owner)).toBe(MANY);
    expect(await stores.documents.find(owner, document.id)).toMatchObject({ passageCount: MANY, status: 'embedding' });
  });
});
