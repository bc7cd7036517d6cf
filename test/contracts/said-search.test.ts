import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrateDown } from '../../src/adapters/knex/migrate.ts';
import { newId } from '../../src/ids.ts';
import type { TurnResult } from '../../src/ports/message-store.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('search over what was said on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function talk(question: string, answer: Partial<TurnResult> | undefined, now = T0) {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner, { title: 'Plants' });
    const turn = turnRecord(owner, conversation, { question: { id: newId(), text: question, source: 'typed' }, now });
    await messages().beginTurn(turn);
    if (answer) await messages().endTurn(resultRecord(turn.turnId, answer));
    const find = async (...words: string[]) =>
      (await database().stores.said.search(owner, words, { limit: 10 })).hits.map(({ messageId }) => messageId);
    return { owner, conversation, turn, find };
  }

  it('finds questions and answers, with what it takes to open them', async () => {
    const { owner, conversation, turn } = await talk('Why are leaves green?', { text: 'Because of chlorophyll.' });
    expect((await database().stores.said.search(owner, ['chlorophyll'], { limit: 10 })).hits).toMatchObject([
      { messageId: turn.answerId, conversationId: conversation, title: 'Plants', role: 'tutor', createdAt: T0 },
    ]);
    expect((await database().stores.said.search(owner, ['leaf', 'leaves'], { limit: 10 })).hits).toMatchObject([
      { messageId: turn.question.id, role: 'learner', text: 'Why are leaves green?' },
    ]);
  });

  it('counts what was heard, not what was merely generated', async () => {
    const answer = { status: 'interrupted', text: 'Light. And never heard chlorophyll.', heardText: 'Light.' } as const;
    const { find, owner, turn } = await talk('Why?', answer);
    expect(await find('chlorophyll')).toEqual([]);
    expect((await database().stores.said.search(owner, ['light'], { limit: 10 })).hits).toMatchObject([
      { messageId: turn.answerId, text: 'Light.' },
    ]);
  });

  it('forgets what turned out not to have been heard', async () => {
    const { find, owner, turn } = await talk('Why?', { text: 'Light. Chlorophyll.' });
    expect(await find('chlorophyll')).toEqual([turn.answerId]);
    await messages().cutHeard(owner, turn.answerId, 'Light.');
    expect(await find('chlorophyll')).toEqual([]);
    expect(await find('light')).toEqual([turn.answerId]);
  });

  it('finds no answer while it is being given, nor one that was given anew', async () => {
    const { find, owner, turn } = await talk('Why?', undefined);
    await messages().saveProgress(turn.turnId, 'Chlorophyll, it seems');
    expect(await find('chlorophyll')).toEqual([]);
    await messages().endTurn(resultRecord(turn.turnId, { status: 'failed', text: 'Chlorophyll' }));
    expect(await find('chlorophyll')).toEqual([turn.answerId]);
    const next = { turnId: newId(), answerId: newId(), now: T0 + 1, owner: 'node-1', leaseUntil: T0 + 9 };
    await messages().beginRegeneration(owner, turn.answerId, next);
    expect(await find('chlorophyll')).toEqual([]);
  });

  it('keeps what was generated of an answer whose server died', async () => {
    const { find, turn } = await talk('Why?', undefined);
    await messages().saveProgress(turn.turnId, 'Chlorophyll, it seems');
    await messages().failAbandoned(T0 + 60_000);
    expect(await find('chlorophyll')).toEqual([turn.answerId]);
  });

  it('finds nothing of others, and nothing of what was deleted', async () => {
    const { find, owner, conversation } = await talk('Why are leaves green?', { text: 'Chlorophyll.' });
    const stranger = await storedLearner(database().stores);
    expect((await database().stores.said.search(stranger, ['chlorophyll'], { limit: 10 })).hits).toEqual([]);
    await database().stores.conversations.remove(owner, conversation);
    expect(await find('chlorophyll')).toEqual([]);
  });

  it('finds what was said in a stretch of time', async () => {
    const { owner } = await talk('Why are leaves green?', undefined, T0);
    const search = async (range: { from?: number; to?: number }) =>
      (await database().stores.said.search(owner, ['leaves'], { limit: 10, ...range })).hits.length;
    expect(await search({ from: T0, to: T0 + 1 })).toBe(1);
    expect(await search({ from: T0 + 1 })).toBe(0);
    expect(await search({ to: T0 })).toBe(0);
  });

  it('looks into some talks alone', async () => {
    const { owner, conversation, turn } = await talk('Why are leaves green?', undefined);
    const other = await storedConversation(database().stores, owner);
    await messages().beginTurn(
      turnRecord(owner, other, { question: { id: newId(), text: 'Leaves again.', source: 'typed' } }),
    );
    const within = async (...conversationIds: string[]) =>
      (await database().stores.said.search(owner, ['leaves'], { limit: 10, conversationIds })).hits.map(
        ({ conversationId }) => conversationId,
      );
    expect(await within(conversation)).toEqual([conversation]);
    expect((await within(other, conversation)).toSorted()).toEqual([other, conversation].toSorted());
    expect(await within()).toEqual([]);
    const stranger = await storedLearner(database().stores);
    const asked = { limit: 10, conversationIds: [conversation] };
    expect((await database().stores.said.search(stranger, ['leaves'], asked)).hits).toEqual([]);
    expect(turn.conversationId).toBe(conversation);
  });

  it('finds what misspelled, half typed and misheard words were meant to be, in the talks of their learner', async () => {
    const answer = { text: 'Chlorophyll. At night fall they rest.' };
    const { owner, turn } = await talk('Why are leaves green in photosynthesis?', answer);
    const search = (...words: string[]) => database().stores.said.search(owner, words, { limit: 10 });
    const found = async (...words: string[]) => {
      const { hits, corrections } = await search(...words);
      return { ids: hits.map(({ messageId }) => messageId), corrections };
    };
    expect(await found('clorophyll')).toEqual({ ids: [turn.answerId], corrections: ['chlorophyll'] });
    expect(await found('chloro')).toEqual({ ids: [turn.answerId], corrections: ['chlorophyll'] });
    expect(await found('photo', 'synthesis')).toEqual({ ids: [turn.question.id], corrections: ['photosynthesis'] });
    expect(await found('nightfall')).toEqual({ ids: [turn.answerId], corrections: ['night', 'fall'] });
    expect(await found('leaves')).toEqual({ ids: [turn.question.id], corrections: [] });
    const other = await talk('What do zebras eat?', undefined);
    expect(await found('zebrsa')).toEqual({ ids: [], corrections: [] });
    expect((await database().stores.said.search(other.owner, ['zebrsa'], { limit: 10 })).corrections).toEqual([
      'zebras',
    ]);
  });

  it('puts nothing right by what was not heard', async () => {
    const { owner, turn } = await talk('Why?', { text: 'Light. Chlorophyll.' });
    await messages().cutHeard(owner, turn.answerId, 'Light.');
    expect(await database().stores.said.search(owner, ['clorophyll'], { limit: 10 })).toEqual({
      hits: [],
      corrections: [],
    });
  });

  it('knows scripts without spaces', async () => {
    const { find, turn } = await talk('什么是光合作用？', undefined);
    expect(await find('光合作用')).toEqual([turn.question.id]);
    expect(await find('化学')).toEqual([]);
  });

  it('never fails, whatever the words are', async () => {
    const { find } = await talk('Why are leaves green?', undefined);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 18 }), async (words) => {
        expect((await find(...words)).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });

  it('knows what was said, and material, from before there was an index', async () => {
    const { database: old, stores, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const owner = await storedLearner(stores);
    const turn = turnRecord(owner, await storedConversation(stores, owner));
    await stores.messages.beginTurn(turn);
    const takenBack: string[] = [];
    while (takenBack.at(-1) !== '0010-ranking') takenBack.push(...(await migrateDown(old)));
    await migrate(old);
    expect((await stores.said.search(owner, ['sky'], { limit: 10 })).hits).toMatchObject([
      { messageId: turn.question.id },
    ]);
    // What misspelled words are put right by was noted as well.
    expect((await stores.said.search(owner, ['bleu'], { limit: 10 })).corrections).toEqual(['blue']);
  });
});
