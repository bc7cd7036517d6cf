import { expect, test } from 'vitest';
import { keepConversation, keepConversationList, readConversations } from '../../../src/client/store/conversations.ts';
import { forgetEverything, storeNames } from '../../../src/client/store/database.ts';
import { keepContent, keepDocuments, readContent } from '../../../src/client/store/documents.ts';
import { keepTalk, readTalk } from '../../../src/client/store/talks.ts';
import type { TalkMessage } from '../../../src/client/talk/talk-message.ts';
import { device, question } from '../support/device.ts';

function conversation(id: string, updatedAt = '2026-01-01T00:00:00.000Z') {
  return { id, title: id, mode: 'tutor' as const, createdAt: updatedAt, updatedAt };
}

function message(id: string, status: TalkMessage['status']): TalkMessage {
  return { id, role: 'tutor', text: id, status, citations: [], createdAt: '' };
}

test('a running answer is not kept: it is told again from the kept position', async () => {
  const { database } = await device();
  await keepTalk(database, 'c', [message('a', 'complete'), message('b', 'pending')], { epoch: 'e', offset: 4 });
  await keepTalk(database, 'c', [message('a', 'complete')]);
  expect(await readTalk(database, 'c')).toEqual({
    conversationId: 'c',
    messages: [message('a', 'complete')],
    position: { epoch: 'e', offset: 4 },
  });
});

test('the list takes over what the server has, and keeps what only this device knows', async () => {
  const { database, outbox } = await device();
  for (const id of ['gone', 'asked', 'stays']) await keepConversation(database, conversation(id));
  await keepConversation(database, { ...conversation('draft'), draft: true });
  await keepTalk(database, 'gone', [message('a', 'complete')]);
  await outbox.add(question('asked', 'still waiting'));
  await keepConversationList(database, [conversation('stays', '2026-02-01T00:00:00.000Z')]);
  expect((await readConversations(database)).map(({ id }) => id)).toEqual(['stays', 'asked', 'draft']);
  expect(await readTalk(database, 'gone')).toBeUndefined();
});

test('keeps sixty texts, and lets the one go that was not read for longest', async () => {
  const { database } = await device();
  for (let at = 0; at <= 60; at += 1) await keepContent(database, { id: `d${at}`, title: '', text: '', pages: [] }, at);
  expect(await readContent(database, 'd0')).toBeUndefined();
  expect(await database.count('contents')).toBe(60);
});

test('the text of a deleted document goes with it', async () => {
  const { database } = await device();
  await keepContent(database, { id: 'd', title: '', text: '', pages: [] }, 1);
  await keepDocuments(database, []);
  expect(await readContent(database, 'd')).toBeUndefined();
});

test('signing out leaves nothing behind', async () => {
  const { database, outbox } = await device();
  await keepConversation(database, conversation('c'));
  await keepTalk(database, 'c', [message('a', 'complete')]);
  await outbox.add(question('c', 'waiting'));
  await keepContent(database, { id: 'd', title: '', text: '', pages: [] }, 1);
  await forgetEverything(database);
  for (const name of storeNames) expect(await database.count(name)).toBe(0);
});
