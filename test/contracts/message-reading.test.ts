import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('reading messages on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  /** Turns whose texts are q0, a0, q1, a1, …; all at the same millisecond. The last `pending` are not ended. */
  async function talk(turns: number, pending = 0) {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    for (let index = 0; index < turns; index++) {
      const question = { id: newId(), text: `q${index}`, source: 'typed' } as const;
      const turn = turnRecord(owner, conversation, { question });
      await messages().beginTurn(turn);
      if (index < turns - pending) await messages().endTurn(resultRecord(turn.turnId, { text: `a${index}` }));
    }
    return { owner, conversation };
  }

  it('lists the oldest first, in pages, each message once', async () => {
    const { owner, conversation } = await talk(4);
    const texts: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await messages().list(owner, conversation, { limit: 3, cursor });
      texts.push(...page.items.map(({ text }) => text));
      cursor = page.nextCursor;
    } while (cursor);
    expect(texts).toEqual(['q0', 'a0', 'q1', 'a1', 'q2', 'a2', 'q3', 'a3']);
  });

  it('gives no cursor on a page that the last message fills', async () => {
    const { owner, conversation } = await talk(1);
    const page = await messages().list(owner, conversation, { limit: 2 });
    expect(page.items).toHaveLength(2);
    expect(page.nextCursor).toBeUndefined();
  });

  it('goes on after a page where a turn has begun meanwhile', async () => {
    const { owner, conversation } = await talk(1);
    const { nextCursor } = await messages().list(owner, conversation, { limit: 1 });
    await messages().beginTurn(turnRecord(owner, conversation, { now: T0 - 1 }));
    const { items } = await messages().list(owner, conversation, { limit: 10, cursor: nextCursor });
    expect(items.map(({ text }) => text)).toEqual(['a0', 'Why is the sky blue?', '']);
  });

  it.each([
    '',
    '!',
    ...['["0"]', '[0.5]', '[2147483648]', '[-1]'].map((key) => Buffer.from(key).toString('base64url')),
  ])('refuses the cursor "%s", which no list gave out', async (cursor) => {
    const refused = messages().list('anybody', 'any', { limit: 1, cursor });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  });

  it('gives what came between two moments, and no more than is wanted', async () => {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    for (const [at, text] of ['before', 'first', 'last', 'after'].entries()) {
      const question = { id: newId(), text, source: 'speech' } as const;
      await messages().beginTurn(turnRecord(owner, conversation, { question, now: T0 + at }));
    }
    const between = async (limit: number) =>
      (await messages().between(owner, conversation, T0 + 1, T0 + 2, limit))
        .filter(({ role }) => role === 'learner')
        .map(({ text }) => text);
    expect(await between(9)).toEqual(['first', 'last']);
    expect(await between(2)).toEqual(['first']);
    expect(await messages().between('anybody', conversation, T0, T0 + 9, 9)).toEqual([]);
  });

  it('gives the last ended messages, oldest first, for the model', async () => {
    const { owner, conversation } = await talk(3);
    const recent = await messages().recent(owner, conversation, 3);
    expect(recent.map(({ text }) => text)).toEqual(['a1', 'q2', 'a2']);
  });

  it('leaves questions out of the history whose answer is pending', async () => {
    const { owner, conversation } = await talk(3, 2);
    const recent = await messages().recent(owner, conversation, 10);
    expect(recent.map(({ text }) => text)).toEqual(['q0', 'a0']);
  });

  it('finds nothing where there is nothing', async () => {
    const owner = await storedLearner(database().stores);
    expect(await messages().find(owner, newId())).toBeUndefined();
    expect(await messages().list(owner, newId(), { limit: 5 })).toEqual({ items: [] });
    expect(await messages().recent(owner, newId(), 5)).toEqual([]);
  });
});
