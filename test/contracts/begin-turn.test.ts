import { describe, expect, it } from 'vitest';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const PAGE = { limit: 50 };

describe.each(DATABASE_KINDS)('beginning a turn on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function opened() {
    const owner = await storedLearner(database().stores);
    return { owner, conversation: await storedConversation(database().stores, owner) };
  }

  it('stores the question and its pending answer, in this order', async () => {
    const { owner, conversation } = await opened();
    const turn = turnRecord(owner, conversation);
    expect(await messages().beginTurn(turn)).toMatchObject({ outcome: 'stored' });
    const common = {
      conversationId: conversation,
      learnerId: owner,
      turnId: turn.turnId,
      createdAt: T0,
      citations: [],
    };
    const question = { ...common, ...turn.question, role: 'learner', status: 'complete' };
    const answer = { ...common, id: turn.answerId, role: 'tutor', text: '', status: 'pending' };
    expect((await messages().list(owner, conversation, PAGE)).items).toEqual([question, answer]);
  });

  it('knows a question again, with the answer as it is by now', async () => {
    const { owner, conversation } = await opened();
    const turn = turnRecord(owner, conversation);
    await messages().beginTurn(turn);
    await messages().endTurn(resultRecord(turn.turnId, { text: 'Scattering.' }));
    const again = turnRecord(owner, conversation, { question: turn.question });
    expect(await messages().beginTurn(again)).toMatchObject({
      outcome: 'known',
      question: { id: turn.question.id, turnId: turn.turnId },
      answer: { id: turn.answerId, text: 'Scattering.', status: 'complete' },
    });
    expect((await messages().list(owner, conversation, PAGE)).items).toHaveLength(2);
  });

  it('knows a question again whose text held what a database cannot store', async () => {
    const { owner, conversation } = await opened();
    const turn = turnRecord(owner, conversation, { question: { id: newId(), text: 'a\0b\ud800', source: 'speech' } });
    await messages().beginTurn(turn);
    expect(await messages().beginTurn(turn)).toMatchObject({ outcome: 'known', question: { text: 'a\uFFFDb\uFFFD' } });
  });

  it('knows how much of each stretch of speech has become of a message, for its learner and talk alone', async () => {
    const { owner, conversation } = await opened();
    const stranger = await opened();
    const [a, b, c] = [newId(), newId(), newId()];
    const said = (heard: { id: string; ms: number }[]) =>
      turnRecord(owner, conversation, { question: { id: newId(), text: 'Why?', source: 'speech', heard } });
    await messages().beginTurn(
      said([
        { id: a, ms: 1200.5 },
        { id: b, ms: 800 },
      ]),
    );
    await messages().beginTurn(said([{ id: b, ms: 2000 }]));
    await messages().beginTurn(turnRecord(owner, conversation));
    const heard = (id: string) => messages().heardOfStretch(owner, conversation, id);
    expect([await heard(a), await heard(b), await heard(c)]).toEqual([1200.5, 2000, undefined]);
    expect(await messages().heardOfStretch(stranger.owner, conversation, a)).toBeUndefined();
    expect(await messages().heardOfStretch(owner, stranger.conversation, a)).toBeUndefined();
  });

  it('answers conflict when the id was used for other words, another conversation, learner, or an answer', async () => {
    const { owner, conversation } = await opened();
    const stranger = await opened();
    const elsewhere = await storedConversation(database().stores, owner, { updatedAt: T0 - 1 });
    const turn = turnRecord(owner, conversation);
    await messages().beginTurn(turn);
    const attempts = [
      turnRecord(owner, conversation, { question: { ...turn.question, text: 'Other words' } }),
      turnRecord(owner, elsewhere, { question: turn.question }),
      turnRecord(stranger.owner, stranger.conversation, { question: turn.question }),
      turnRecord(owner, conversation, { question: { ...turn.question, id: turn.answerId } }),
    ];
    for (const attempt of attempts) expect(await messages().beginTurn(attempt)).toEqual({ outcome: 'conflict' });
    expect((await database().stores.conversations.find(owner, elsewhere))?.updatedAt).toBe(T0 - 1);
    expect((await messages().list(owner, elsewhere, PAGE)).items).toEqual([]);
  });

  it("stores nothing in a conversation that is missing or another learner's", async () => {
    const { owner, conversation } = await opened();
    const stranger = await storedLearner(database().stores);
    for (const turn of [turnRecord(owner, newId()), turnRecord(stranger, conversation)]) {
      await expect(messages().beginTurn(turn)).rejects.toMatchObject({ code: 'not_found' });
      expect(await messages().find(turn.learnerId, turn.question.id)).toBeUndefined();
    }
  });

  it('leaves no question without an answer when the answer cannot be stored', async () => {
    const { owner, conversation } = await opened();
    const first = turnRecord(owner, conversation);
    await messages().beginTurn(first);
    const second = turnRecord(owner, conversation, { answerId: first.answerId });
    await expect(messages().beginTurn(second)).rejects.toMatchObject({ code: 'already_exists' });
    expect(await messages().find(owner, second.question.id)).toBeUndefined();
  });

  it('lets one of many equal questions begin, and the rest know it', async () => {
    const { owner, conversation } = await opened();
    const turn = turnRecord(owner, conversation);
    const other = kind === 'postgres' ? await database().openAnother() : undefined;
    const doors = [messages(), other ? createStores(other).messages : messages()];
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        doors[index % 2]?.beginTurn({ ...turn, turnId: newId(), answerId: newId() }),
      ),
    );
    await other?.close();
    const outcomes = results.map((result) => result?.outcome).toSorted();
    expect(outcomes).toEqual([...Array(11).fill('known'), 'stored']);
    expect((await messages().list(owner, conversation, PAGE)).items).toHaveLength(2);
  });

  it('lets one of two conversations have an id that both want at once', async () => {
    const { owner, conversation } = await opened();
    const elsewhere = await storedConversation(database().stores, owner);
    const question = { id: newId(), text: 'Why?', source: 'typed' } as const;
    const results = await Promise.all(
      [conversation, elsewhere].map((id) => messages().beginTurn(turnRecord(owner, id, { question }))),
    );
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'stored']);
  });

  it('keeps questions and answers together when many turns begin at once', async () => {
    const { owner, conversation } = await opened();
    await Promise.all(Array.from({ length: 10 }, () => messages().beginTurn(turnRecord(owner, conversation))));
    const { items } = await messages().list(owner, conversation, PAGE);
    expect(items.map(({ role }) => role)).toEqual(Array(10).fill(['learner', 'tutor']).flat());
    for (let index = 0; index < items.length; index += 2) expect(items[index]?.turnId).toBe(items[index + 1]?.turnId);
  });
});
