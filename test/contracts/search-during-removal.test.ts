import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/knex/database.ts';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { holdStatement } from '../support/held-statements.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

/** Several steps of a removal, in a library that SQLite searches on the spot. */
const SOME = 300;

describe.each(DATABASE_KINDS)('a search on %s while a document is being deleted', (kind) => {
  const database = useDatabase(kind);
  /** As two more processes have them: one that searches, one that deletes. */
  let searching: Database;
  let deleting: Database;

  beforeAll(async () => {
    searching = await database().openAnother();
    deleting = await database().openAnother();
  });
  afterAll(async () => {
    await searching.close();
    await deleting.close();
  });

  async function documentOf(owner: string, word: string) {
    const texts = Array.from({ length: SOME }, (_, index) => `${word}, part ${index}.`);
    return (await storedDocument(database().stores, owner, texts)).document;
  }

  const left = async (id: string) => {
    const row = await database().database.knex('passages').where({ document_id: id }).count({ count: '*' }).first();
    return Number(row?.['count']);
  };

  /** Searches; when a statement like `held` has answered, the document's removal begins and takes a part of it. */
  async function searchInBetween(owner: string, id: string, { held, words }: { held: RegExp; words: string[] }) {
    const search = holdStatement(searching.knex, held);
    const found = createStores(searching).passages.search(owner, words, { limit: 2 * SOME });
    await search.reached;
    const step = holdStatement(deleting.knex, /^delete from .passages./);
    const removing = createStores(deleting).documents.remove(owner, id);
    await step.reached;
    expect(await left(id)).toBe(SOME - 100);
    search.letGo();
    const answer = await found;
    step.letGo();
    await removing;
    return answer;
  }

  it('finds nothing of it once a part is gone, and everything of the others', async () => {
    const owner = await storedLearner(database().stores);
    const gone = await documentOf(owner, 'Photosynthesis');
    await documentOf(owner, 'Photosynthesis');
    const asked = { held: /from .documents./, words: ['photosynthesis'] };
    expect((await searchInBetween(owner, gone.id, asked)).hits).toHaveLength(SOME);
  });

  it('finds nothing where it was the only one', async () => {
    const owner = await storedLearner(database().stores);
    const gone = await documentOf(owner, 'Photosynthesis');
    const asked = { held: /from .documents./, words: ['photosynthesis'] };
    expect(await searchInBetween(owner, gone.id, asked)).toEqual({ hits: [], unknown: 1, corrections: [] });
  });

  it('puts no word right by its words', async () => {
    const owner = await storedLearner(database().stores);
    const gone = await documentOf(owner, 'Photosynthesis');
    const other = await documentOf(owner, 'Respiration');
    const asked = { held: /from .document_words./, words: ['photosinthesis', 'respiration'] };
    const { hits, corrections } = await searchInBetween(owner, gone.id, asked);
    expect(corrections).toEqual([]);
    const found = await database().stores.passages.byIds(
      owner,
      hits.map(({ passageId }) => passageId),
    );
    expect(new Set(found.map(({ documentId }) => documentId))).toEqual(new Set([other.id]));
    expect(found).toHaveLength(SOME);
  });
});
