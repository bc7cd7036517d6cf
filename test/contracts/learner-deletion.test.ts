import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/adapters/knex/database.ts';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { storeOtherRows } from '../support/learner-rows.ts';
import {
  citationRecord,
  recordingRecord,
  resultRecord,
  sessionRecord,
  storedConversation,
  storedDocument,
  storedLearner,
  tokenRecord,
  turnRecord,
} from '../support/records.ts';
import { tablesWith } from '../support/traces.ts';

/** Every table that holds something of a learner, so that a new one without its cascade is noticed. */
const EMPTY_AFTERWARDS = [
  ['learners', 'sessions', 'api_tokens', 'invites', 'conversations', 'messages', 'citations'],
  [
    'documents',
    'document_contents',
    'passages',
    'passage_vectors',
    'courses',
    'course_documents',
    'recordings',
    'message_terms',
    'message_vectors',
    'vector_spaces',
    'objectives',
    'cards',
    'reviews',
    'goals',
    'memories',
  ],
  [
    'feedback',
    'activity',
    'usage',
    'phone_links',
    'phone_link_codes',
    'calls',
    'push_subscriptions',
    'client_mutations',
    'idempotency_keys',
    'uploads',
  ],
].flat();

/** Something of the learner's in every table. */
async function fullAccount(stores: Stores, database: Database, learner: string) {
  await stores.sessions.create(sessionRecord(learner));
  await stores.tokens.create(tokenRecord(learner));
  const turn = turnRecord(learner, await storedConversation(stores, learner, { title: 'About the zeppelinfish' }));
  await stores.messages.beginTurn({ ...turn, question: { ...turn.question, text: 'Where do zeppelinfish live?' } });
  const said = { text: 'A zeppelinfish lives in the air.', citations: [citationRecord({ title: 'Zeppelinfish' })] };
  await stores.messages.endTurn(resultRecord(turn.turnId, said));
  const { document } = await storedDocument(stores, learner, ['The zeppelinfish eats clouds. ']);
  await stores.recordings.add(recordingRecord(learner, turn.conversationId));
  await storeOtherRows(database, learner, turn.answerId, document.id);
  return { turn, document };
}

async function counts({ knex }: Database): Promise<Record<string, number>> {
  const rows = await Promise.all(EMPTY_AFTERWARDS.map(async (table) => [table, (await knex(table)).length] as const));
  return Object.fromEntries(rows);
}

describe.each(DATABASE_KINDS)('deleting a learner on %s', (kind) => {
  it('deletes everything of theirs and nothing of others, and notes that vectors and files must go', async () => {
    const { database, stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const learner = await storedLearner(stores);
    await fullAccount(stores, database, learner);
    expect(Object.values(await counts(database))).not.toContain(0);

    const other = await storedLearner(stores);
    const kept = await storedDocument(stores, other, ['Photosynthesis too']);
    expect(await stores.accounts.deleteLearner(learner)).toBe(true);

    expect(await counts(database)).toEqual({
      ...Object.fromEntries(EMPTY_AFTERWARDS.map((table) => [table, 0])),
      ...{ learners: 1, documents: 1, document_contents: 1, passages: 1, passage_vectors: 1 },
    });
    const { hits } = await stores.passages.search(other, ['photosynthesis'], { limit: 5 });
    expect(hits.map(({ passageId }) => passageId)).toEqual(kept.passages.map(({ id }) => id));
    expect(await stores.removals.pending(10)).toMatchObject([{ learnerId: learner, documentId: undefined }]);
  });

  it('covers every table with a learner in it', async () => {
    const { database, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const sql =
      kind === 'sqlite'
        ? "select m.name from sqlite_schema m join pragma_table_info(m.name) c on c.name = 'learner_id' where m.type = 'table'"
        : "select table_name as name from information_schema.columns where column_name = 'learner_id' and table_schema = current_schema()";
    const answer = await database.knex.raw(sql);
    const rows: { name: string }[] = kind === 'sqlite' ? answer : answer.rows;
    // Removals outlive the learner on purpose.
    expect(
      rows.map(({ name }) => name).filter((name) => name !== 'removals' && !EMPTY_AFTERWARDS.includes(name)),
    ).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });

  it('leaves no trace in any table once its files and vectors are gone and the index is looked after', async () => {
    const { database, stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const [learner, other] = [await storedLearner(stores), await storedLearner(stores)];
    await storedDocument(stores, other, ['Photosynthesis']);
    const { turn, document } = await fullAccount(stores, database, learner);
    const words = [learner, learner.slice(-12), turn.conversationId, document.id, 'zeppelinfish'];
    expect((await tablesWith(database, words)).length).toBeGreaterThan(25);
    await stores.accounts.deleteLearner(learner);
    expect(await tablesWith(database, [learner])).toEqual(['removals']);
    for (const { id } of await stores.removals.pending(10)) await stores.removals.done(id);
    await stores.textIndex.merge();
    expect(await tablesWith(database, words)).toEqual([]);
    expect((await stores.passages.search(other, ['photosynthesis'], { limit: 5 })).hits).toHaveLength(1);
  });

  it('leaves no trace in the full-text index', async () => {
    const { database, stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const learner = await storedLearner(stores);
    await storedDocument(stores, learner, ['Photosynthesis']);
    await stores.accounts.deleteLearner(learner);
    const table = kind === 'sqlite' ? 'passage_search' : 'passages';
    expect(await database.knex(table).select(database.knex.raw('1'))).toEqual([]);
  });
});
