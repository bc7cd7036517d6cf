import { beforeAll, describe, expect, it } from 'vitest';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import {
  resultRecord,
  sessionRecord,
  storedConversation,
  storedDocument,
  storedLearner,
  T0,
  tokenRecord,
  turnRecord,
} from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const PAGE = { limit: 50 };

/** Everything that a learner may have, and its ids. */
async function storeAll(stores: Stores) {
  const learner = await storedLearner(stores);
  const session = sessionRecord(learner);
  const token = tokenRecord(learner);
  await stores.sessions.create(session);
  await stores.tokens.create(token);
  const conversation = await storedConversation(stores, learner);
  const turn = turnRecord(learner, conversation);
  await stores.messages.beginTurn(turn);
  await stores.messages.endTurn(resultRecord(turn.turnId));
  const { document, passages } = await storedDocument(stores, learner, ['Photosynthesis feeds plants.']);
  const ids = { session: session.id, token: token.id, conversation, turn, document: document.id };
  return { learner, ...ids, passage: passages[0]?.id ?? '' };
}

describe.each(DATABASE_KINDS)("another learner's rows on %s", (kind) => {
  const database = useDatabase(kind);
  let owned: Awaited<ReturnType<typeof storeAll>>;
  let stranger: string;

  beforeAll(async () => {
    owned = await storeAll(database().stores);
    stranger = await storedLearner(database().stores);
  });

  it('are not found', async () => {
    const { conversations, messages, documents } = database().stores;
    expect(await conversations.find(stranger, owned.conversation)).toBeUndefined();
    expect(await messages.find(stranger, owned.turn.answerId)).toBeUndefined();
    expect(await documents.find(stranger, owned.document)).toBeUndefined();
    expect(await documents.content(stranger, owned.document)).toBeUndefined();
  });

  it('are not listed', async () => {
    const { sessions, tokens, conversations, messages, documents } = database().stores;
    expect(await sessions.list(stranger)).toEqual([]);
    expect(await tokens.list(stranger)).toEqual([]);
    expect((await conversations.list(stranger, PAGE)).items).toEqual([]);
    expect((await documents.list(stranger, PAGE)).items).toEqual([]);
    expect((await messages.list(stranger, owned.conversation, PAGE)).items).toEqual([]);
    expect(await messages.recent(stranger, owned.conversation, 50)).toEqual([]);
  });

  it('are not searched, counted or read by the id of a passage', async () => {
    const { passages } = database().stores;
    const options = { limit: 5, documentIds: [owned.document] };
    expect((await passages.search(owned.learner, ['photosynthesis'], options)).hits).toHaveLength(1);
    expect((await passages.search(stranger, ['photosynthesis'], { limit: 5 })).hits).toEqual([]);
    expect((await passages.search(stranger, ['photosynthesis'], options)).hits).toEqual([]);
    expect(await passages.byIds(stranger, [owned.passage])).toEqual([]);
    expect(await passages.count(stranger)).toBe(0);
  });

  it('are not reached through a cursor of theirs', async () => {
    const { conversations, documents } = database().stores;
    const rich = await storedLearner(database().stores);
    for (const updatedAt of [T0, T0 + 1]) await storedConversation(database().stores, rich, { updatedAt });
    for (const createdAt of [T0, T0 + 1]) await storedDocument(database().stores, rich, ['x'], { createdAt });
    for (const list of [conversations.list, documents.list]) {
      const { nextCursor } = await list(rich, { limit: 1 });
      expect(nextCursor).toBeDefined();
      expect((await list(stranger, { limit: 5, cursor: nextCursor })).items).toEqual([]);
    }
  });

  it('are not changed or deleted', async () => {
    const { sessions, tokens, conversations, documents } = database().stores;
    expect(await sessions.remove(stranger, owned.session)).toBe(false);
    expect(await sessions.removeOthers(stranger, undefined)).toBe(0);
    expect(await tokens.remove(stranger, owned.token)).toBe(false);
    expect(await conversations.update(stranger, owned.conversation, { title: 'Mine' }, T0)).toBeUndefined();
    expect(await conversations.remove(stranger, owned.conversation)).toBe(false);
    expect(await documents.remove(stranger, owned.document)).toBeUndefined();
    expect(await documents.update(stranger, owned.document, { title: 'Mine' })).toBeUndefined();
    expect(await documents.requeue(stranger, owned.document)).toBe(false);
    expect((await conversations.find(owned.learner, owned.conversation))?.title).toBe('A talk');
    expect(await documents.find(owned.learner, owned.document)).toBeDefined();
    expect(await sessions.list(owned.learner)).toHaveLength(1);
    expect(await tokens.list(owned.learner)).toHaveLength(1);
    expect(await database().stores.removals.pending(10)).toEqual([]);
  });

  it('take no turn and no regeneration', async () => {
    const { messages } = database().stores;
    const renewal = { turnId: newId(), answerId: newId(), now: T0, owner: 'node', leaseUntil: T0 };
    expect(await messages.beginRegeneration(stranger, owned.turn.answerId, renewal)).toBeUndefined();
    const intruding = turnRecord(stranger, owned.conversation);
    await expect(messages.beginTurn(intruding)).rejects.toMatchObject({ code: 'not_found' });
    const repeated = turnRecord(stranger, owned.conversation, { question: owned.turn.question });
    await expect(messages.beginTurn(repeated)).rejects.toMatchObject({ code: 'not_found' });
    expect((await messages.list(owned.learner, owned.conversation, PAGE)).items).toHaveLength(2);
  });

  it('stay the owner’s when an extraction names another learner in its passages', async () => {
    const { documents, passages } = database().stores;
    const { document, passages: stored } = await storedDocument(database().stores, owned.learner, ['Chlorophyll.']);
    const forged = stored.map((passage) => ({ ...passage, learnerId: stranger, documentId: owned.document }));
    await documents.saveExtraction(document.id, { text: 'Chlorophyll.', pages: [], passages: forged });
    expect((await passages.search(stranger, ['chlorophyll'], { limit: 5 })).hits).toEqual([]);
    const own = await passages.byIds(
      owned.learner,
      stored.map(({ id }) => id),
    );
    expect(own).toMatchObject([{ learnerId: owned.learner, documentId: document.id }]);
  });
});
