import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import type { QuestionStores } from '../../src/voice/question-of.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';
import { storedDocument } from '../support/records.ts';

describe('the ground of a question that is still being recognised', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let talk: Conversation;
  let clock: FakeClock;
  let grounds: Grounds;
  /** Grounds read from the database. */
  let reads: number;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const { learnerId } = await addLearner(database.stores);
    talk = { id: newId(), learnerId, title: '', mode: 'tutor', createdAt: 1, updatedAt: 1 };
    await database.stores.conversations.create(talk);
    clock = new FakeClock();
    reads = 0;
    const { spaces } = database.stores;
    const counted: QuestionStores = {
      ...database.stores,
      spaces: {
        holdings: (...asked) => {
          reads += 1;
          return spaces.holdings(...asked);
        },
      },
    };
    grounds = new Grounds(counted, clock);
  });

  it('is read once for the words that come soon', async () => {
    grounds.begin(talk);
    clock.advance(2999);
    expect(await grounds.of(talk)).toMatchObject({ conversation: talk, recent: [], holdings: {} });
    await grounds.of(talk);
    expect(reads).toBe(1);
  });

  it('is read when all changes of this talk are over that were begun before, however they end', async () => {
    const changes = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    grounds.begin(talk);
    const [first, second] = changes.map(({ promise }) => grounds.change(talk.id, () => promise));
    const read = grounds.read(talk);
    const kept = grounds.of(talk);
    await expect(grounds.of({ ...talk, id: newId() })).rejects.toMatchObject({ code: 'not_found' });
    changes[1]?.resolve();
    await second;
    const readBefore = reads;
    changes[0]?.reject(new Error('down'));
    await expect(first).rejects.toThrow('down');
    await Promise.all([read, kept]);
    expect(reads).toBe(readBefore + 2);
  });

  it('is read again for words that come late, and for those that nobody expected', async () => {
    grounds.begin(talk);
    clock.advance(3000);
    await grounds.of(talk);
    await grounds.of(talk);
    expect(reads).toBe(3);
  });

  it('knows a document that became ready while the words were recognised, also on another node', async () => {
    grounds.begin(talk);
    expect((await grounds.of(talk)).holdings.material).toBeUndefined();
    const { document } = await storedDocument(database.stores, talk.learnerId, ['Leaves make sugar.']);
    grounds.heed({ type: 'document', learnerId: talk.learnerId, documentId: document.id });
    expect((await grounds.of(talk)).holdings.material).toBeDefined();
  });

  it('is dropped while it is being read, when something changes meanwhile', async () => {
    grounds.begin(talk);
    const asked = grounds.of(talk);
    grounds.heed({ type: 'document', learnerId: talk.learnerId, documentId: newId() });
    await asked;
    expect(reads).toBe(2);
  });

  it.each([
    ['the conversation', () => ({ type: 'replaced', conversationId: talk.id, connectionId: newId() }) as const, 2],
    ['all of the learner’s', () => ({ type: 'deleted', learnerId: talk.learnerId }) as const, 2],
    ['another conversation', () => ({ type: 'replaced', conversationId: newId(), connectionId: newId() }) as const, 1],
    ['another learner’s', () => ({ type: 'document', learnerId: newId(), documentId: newId() }) as const, 1],
  ])('hears of changes of %s', async (_what, signal, times) => {
    grounds.begin(talk);
    grounds.heed(signal());
    await grounds.of(talk);
    expect(reads).toBe(times);
  });

  it('that could not be read is read again, and only then fails', async () => {
    const { conversations } = database.stores;
    let failures = 1;
    const find: typeof conversations.find = async (...asked) => {
      failures -= 1;
      if (failures >= 0) throw new Error('away');
      return conversations.find(...asked);
    };
    const unlucky = new Grounds({ ...database.stores, conversations: { ...conversations, find } }, clock);
    unlucky.begin(talk);
    expect(await unlucky.of(talk)).toMatchObject({ conversation: talk });
    await conversations.remove(talk.learnerId, talk.id);
    unlucky.begin(talk);
    await expect(unlucky.of(talk)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('leaves no timer behind', async () => {
    grounds.begin(talk);
    grounds.begin(talk);
    await grounds.of(talk);
    grounds.drop(talk.id);
    expect(clock.waiting).toBe(0);
  });
});
