import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/adapters/knex/database.ts';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import {
  citationRecord,
  recordingRecord,
  resultRecord,
  sessionRecord,
  storedConversation,
  storedDocument,
  storedLearner,
  T0,
  tokenRecord,
  turnRecord,
} from '../support/records.ts';

/** Every table that holds something of a learner, so that a new one without its cascade is noticed. */
const EMPTY_AFTERWARDS = [
  ['learners', 'sessions', 'api_tokens', 'invites', 'conversations', 'messages', 'citations'],
  [
    'documents',
    'document_contents',
    'passages',
    'courses',
    'course_documents',
    'recordings',
    'message_terms',
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

async function insertRest({ knex }: Database, learner: string, message: string, document: string): Promise<void> {
  const [card, objective, course, at] = [newId(), newId(), newId(), { created_at: T0, updated_at: T0 }];
  const own = () => ({ id: newId(), learner_id: learner });
  const hash = 'hash';
  await knex('invites').insert({ id: newId(), code_hash: hash, created_by: learner, created_at: T0, expires_at: T0 });
  await knex('objectives').insert({
    ...own(),
    id: objective,
    document_id: document,
    title: 't',
    position: 0,
    mastery: 0,
    ...at,
  });
  const front = { front: 'f', back: 'b', state: '{}', due_at: T0 };
  await knex('cards').insert({ ...own(), id: card, objective_id: objective, document_id: document, ...front, ...at });
  const review = { card_id: card, rating: 3, assisted: false, source: 'voice', reviewed_at: T0, created_at: T0 };
  await knex('reviews').insert({ ...own(), ...review });
  await knex('goals').insert({ ...own(), message_id: message, text: 't', status: 'open', ...at });
  await knex('memories').insert({ ...own(), message_id: message, kind: 'level', text: 't', quote: 'q', ...at });
  await knex('feedback').insert({ ...own(), message_id: message, rating: 1, created_at: T0 });
  await knex('courses').insert({ ...own(), id: course, name: 'c', created_at: T0 });
  await knex('course_documents').insert({ course_id: course, document_id: document, position: 0 });
  const space = { kind: 'material', embedder_id: 'e', dimensions: 8, state: 'serving', changed_at: T0 };
  await knex('vector_spaces').insert({ learner_id: learner, ...space });
  await knex('activity').insert({ ...own(), kind: 'talked', at: T0 });
  await knex('phone_links').insert({ ...own(), phone: '+15550100', created_at: T0 });
  await knex('phone_link_codes').insert({ learner_id: learner, code_hash: hash, expires_at: T0 });
  await knex('calls').insert({ ...own(), call_sid: newId(), mode: 'relay', status: 'completed', started_at: T0 });
  await knex('push_subscriptions').insert({
    ...own(),
    endpoint: 'https://push.example',
    p256dh: 'p',
    auth: 'a',
    created_at: T0,
  });
  const mutation = { client_id: 'c', seq: 1, mutation_id: newId(), kind: 'review', result: '{}', applied_at: T0 };
  await knex('client_mutations').insert({ learner_id: learner, ...mutation });
  await knex('uploads').insert({ ...own(), name: 'u', bytes: 1, received: 0, created_at: T0, touched_at: T0 });
  await knex('idempotency_keys').insert({ learner_id: learner, key: 'k', request_hash: hash, created_at: T0 });
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
    await stores.sessions.create(sessionRecord(learner));
    await stores.tokens.create(tokenRecord(learner));
    const turn = turnRecord(learner, await storedConversation(stores, learner));
    await stores.messages.beginTurn(turn);
    await stores.messages.endTurn(resultRecord(turn.turnId, { citations: [citationRecord()] }));
    const { document } = await storedDocument(stores, learner, ['Photosynthesis']);
    await stores.recordings.add(recordingRecord(learner, turn.conversationId));
    await insertRest(database, learner, turn.answerId, document.id);
    expect(Object.values(await counts(database))).not.toContain(0);

    const other = await storedLearner(stores);
    const kept = await storedDocument(stores, other, ['Photosynthesis too']);
    expect(await stores.accounts.deleteLearner(learner)).toBe(true);

    expect(await counts(database)).toEqual({
      ...Object.fromEntries(EMPTY_AFTERWARDS.map((table) => [table, 0])),
      ...{ learners: 1, documents: 1, document_contents: 1, passages: 1 },
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
