import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { tablesWith } from '../support/traces.ts';
import { useDatabase } from './use-database.ts';

const SEVERAL = 12;

async function library(stores: ReturnType<ReturnType<typeof useDatabase>>['stores']) {
  const learnerId = await storedLearner(stores);
  const bring = (n: number) => storedDocument(stores, learnerId, [`Whale ${n} sings.`, `Prism ${n} splits light.`]);
  const find = async (...words: string[]) => (await stores.passages.search(learnerId, words, { limit: 100 })).hits;
  return { bring, find };
}

describe.each(DATABASE_KINDS)('the upkeep of the full-text index on %s', (kind) => {
  const database = useDatabase(kind);

  it('changes nothing that is found', async () => {
    const { stores } = database();
    const { bring, find } = await library(stores);
    for (let n = 0; n < SEVERAL; n += 1) await bring(n);
    const before = await find('whale', 'light');
    expect(before).toHaveLength(2 * SEVERAL);
    await stores.textIndex.merge();
    expect(await find('whale', 'light')).toEqual(before);
    await bring(SEVERAL);
    expect(await find('whale')).toHaveLength(SEVERAL + 1);
  });
});

describe('the full-text index on SQLite', () => {
  const database = useDatabase('sqlite');

  it('is made one of many pieces, and left alone while it has few', async () => {
    const { stores, database: opened } = database();
    const { knex } = opened;
    // Else SQLite joins some of them by itself.
    await knex.raw("insert into passage_search(passage_search, rank) values ('automerge', 0)");
    const { bring } = await library(stores);
    const pieces = async () =>
      (await knex.raw('select count(distinct segid) as count from passage_search_idx'))[0].count;
    for (let n = 0; n < 3; n += 1) await bring(n);
    const few = await pieces();
    expect(await stores.textIndex.merge()).toBe(0);
    expect(await pieces()).toBe(few);
    for (let n = 0; n < SEVERAL; n += 1) await bring(n);
    expect(await pieces()).toBe(few + SEVERAL);
    expect(await stores.textIndex.merge()).toBe(few + SEVERAL - 1);
    expect(await pieces()).toBe(1);
  });

  it('is written without the words of what was deleted, however few its pieces are, and found is the rest', async () => {
    const { stores, database: opened } = database();
    const { bring, find } = await library(stores);
    const [{ document }] = [await bring(77), await bring(78)];
    await stores.documents.remove(document.learnerId, document.id);
    expect(await tablesWith(opened, [document.id])).toEqual(['removals']);
    expect(await stores.textIndex.merge()).toBeGreaterThanOrEqual(0);
    const deleted = () => opened.knex('passage_search_data').where('id', '>=', 2 ** 53);
    expect(await deleted()).toEqual([]);
    expect(await find('whale')).toHaveLength(1);
    // Nothing is left to do: the pages stay as they are.
    const pages = () => opened.knex('passage_search_data').orderBy('id');
    const before = await pages();
    expect(await stores.textIndex.merge()).toBe(0);
    expect(await pages()).toEqual(before);
  });
});
