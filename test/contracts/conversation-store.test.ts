import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { conversationRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('conversation store on %s', (kind) => {
  const database = useDatabase(kind);
  const conversations = () => database().stores.conversations;
  const learner = () => storedLearner(database().stores);

  it('gives back a conversation as stored', async () => {
    const owner = await learner();
    const full = conversationRecord(owner, { language: 'de', documentIds: [newId(), newId()] });
    const bare = conversationRecord(owner, { title: '', documentIds: [] });
    for (const conversation of [full, bare]) {
      await conversations().create(conversation);
      expect(await conversations().find(owner, conversation.id)).toEqual(conversation);
    }
  });

  it('changes what a patch names, and the time of last use', async () => {
    const owner = await learner();
    const conversation = conversationRecord(owner, { language: 'en' });
    await conversations().create(conversation);
    const patch = { title: 'Opt\0ics', mode: 'explain' as const, documentIds: [newId()] };
    const changed = { ...conversation, ...patch, title: 'Opt\uFFFDics', updatedAt: T0 + 9 };
    expect(await conversations().update(owner, conversation.id, patch, T0 + 9)).toEqual(changed);
    expect(await conversations().find(owner, conversation.id)).toEqual(changed);
  });

  it('takes away what a patch sets to null, and keeps what it leaves out', async () => {
    const owner = await learner();
    const conversation = conversationRecord(owner, { language: 'en', documentIds: [newId()] });
    await conversations().create(conversation);
    const one = await conversations().update(owner, conversation.id, { language: null }, T0);
    expect(one).toEqual({ ...conversation, language: undefined });
    const two = await conversations().update(owner, conversation.id, { documentIds: null, courseId: null }, T0);
    expect(two).toEqual({ ...conversation, language: undefined, documentIds: undefined });
  });

  it('lists the latest use first, in pages', async () => {
    const owner = await learner();
    const ids: string[] = [];
    // Two of each time: the id decides between them.
    for (let index = 0; index < 6; index++) {
      const updatedAt = T0 + Math.floor(index / 2);
      ids.push(await storedConversation(database().stores, owner, { updatedAt }));
    }
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await conversations().list(owner, { limit: 2, cursor });
      expect(page.items).toHaveLength(2);
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(listed).toEqual(ids.toReversed());
  });

  it('knows the talks that are limited to documents which are all among some, of their learner alone', async () => {
    const [owner, stranger] = [await learner(), await learner()];
    const [a, b, c] = [newId(), newId(), newId()];
    const add = (of: string, documentIds?: string[]) => storedConversation(database().stores, of, { documentIds });
    const [both, one] = [await add(owner, [a, b]), await add(owner, [b])];
    await add(owner, [b, c]);
    await add(owner, []);
    await add(owner);
    await add(stranger, [a]);
    expect((await conversations().limitedWithin(owner, [b, a])).toSorted()).toEqual([both, one].toSorted());
    expect(await conversations().limitedWithin(owner, [])).toEqual([]);
  });

  it('moves a conversation to the top when a turn begins in it', async () => {
    const owner = await learner();
    const older = await storedConversation(database().stores, owner);
    const newer = await storedConversation(database().stores, owner, { updatedAt: T0 + 1 });
    await database().stores.messages.beginTurn(turnRecord(owner, older, { now: T0 + 2 }));
    const { items } = await conversations().list(owner, { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([older, newer]);
  });

  it('leaves out what was opened and never used', async () => {
    const owner = await learner();
    await storedConversation(database().stores, owner, { title: '' });
    const used = await storedConversation(database().stores, owner, { title: '' });
    await database().stores.messages.beginTurn(turnRecord(owner, used));
    const named = await storedConversation(database().stores, owner, { title: 'Named' });
    const { items } = await conversations().list(owner, { limit: 10 });
    expect(items.map(({ id }) => id).toSorted()).toEqual([used, named].toSorted());
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('["1","2"]').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
    Buffer.from(JSON.stringify([1, 'a\0b'])).toString('base64url'),
    Buffer.from(JSON.stringify([1, 'a\ud800'])).toString('base64url'),
  ])('refuses the cursor "%s", which no list gave out', async (cursor) => {
    const refused = conversations().list('anybody', { limit: 1, cursor });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  });

  it('deletes a conversation with its messages', async () => {
    const owner = await learner();
    const id = await storedConversation(database().stores, owner);
    const turn = turnRecord(owner, id);
    await database().stores.messages.beginTurn(turn);
    expect(await conversations().remove(owner, id)).toBe(true);
    expect(await conversations().remove(owner, id)).toBe(false);
    expect(await conversations().find(owner, id)).toBeUndefined();
    expect(await database().stores.messages.find(owner, turn.answerId)).toBeUndefined();
  });
});
