import { openDB } from 'idb';
import { expect, test } from 'vitest';
import {
  adoptDraft,
  keepConversation,
  keepConversationList,
  readConversations,
} from '../../../src/client/store/conversations.ts';
import { forgetEverything, openDatabase, storeNames } from '../../../src/client/store/database.ts';
import { dropDocument, keepContent, keepDocuments, readContent } from '../../../src/client/store/documents.ts';
import { keepFile, MOST_FILE_BYTES, readFile } from '../../../src/client/store/files.ts';
import { keepShare } from '../../../src/client/store/shares.ts';
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
  for (let at = 0; at <= 60; at += 1)
    await keepContent(database, { id: `d${at}`, title: '', text: '', pages: [], seenAt: at });
  expect(await readContent(database, 'd0')).toBeUndefined();
  expect(await database.count('contents')).toBe(60);
});

test('the text and the original of a deleted document go with it', async () => {
  const { database } = await device();
  await keepContent(database, { id: 'd', title: '', text: '', pages: [], seenAt: 1 });
  await keepFile(database, 'd', new Blob(['original']), 1);
  await keepDocuments(database, []);
  expect(await readContent(database, 'd')).toBeUndefined();
  expect(await readFile(database, 'd')).toBeUndefined();
  await keepFile(database, 'd', new Blob(['original']), 1);
  await dropDocument(database, 'd');
  expect(await readFile(database, 'd')).toBeUndefined();
});

test('a draft that gets its place on the server is listed under its first question until the server has named it', async () => {
  const { database } = await device();
  const draft = { ...conversation('draft'), title: 'Why are leaves green?', draft: true };
  await keepConversation(database, draft);
  const adopted = await adoptDraft(database, draft, { ...conversation('made'), title: '' });
  expect(adopted).toMatchObject({ id: 'made', title: 'Why are leaves green?' });
  expect(await readConversations(database)).toEqual([adopted]);
  expect(await adoptDraft(database, draft, { ...conversation('made'), title: 'Leaves' })).toMatchObject({
    title: 'Leaves',
  });
});

test('keeps 60 MB of originals, and lets those go that were not seen for longest', async () => {
  const { database } = await device();
  const large = new Blob([new Uint8Array(MOST_FILE_BYTES)]);
  for (const [at, id] of ['a', 'b', 'c'].entries()) expect(await keepFile(database, id, large, at)).toBe(true);
  expect(await database.getAllKeys('files')).toEqual(['a', 'b', 'c']);
  await keepFile(database, 'd', new Blob(['x']), 3);
  expect(await database.getAllKeys('files')).toEqual(['b', 'c', 'd']);
  expect(await (await readFile(database, 'd'))?.text()).toBe('x');
});

test('keeps no original that would take the place of all others', async () => {
  const { database } = await device();
  expect(await keepFile(database, 'a', new Blob([new Uint8Array(MOST_FILE_BYTES + 1)]), 1)).toBe(false);
  expect(await readFile(database, 'a')).toBeUndefined();
});

test.each([1, 2])(
  'what version %i of the database kept stays, and what is newer finds room beside it',
  async (version) => {
    const name = `an-earlier-version-${version}`;
    const before = await openDB(name, version, {
      upgrade(database) {
        for (const name of ['conversations', 'documents']) database.createObjectStore(name, { keyPath: 'id' });
        database.createObjectStore('talks', { keyPath: 'conversationId' });
        database.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
        database.createObjectStore('contents', { keyPath: 'id' }).createIndex('seenAt', 'seenAt');
        if (version > 1) database.createObjectStore('files', { keyPath: 'id' }).createIndex('seenAt', 'seenAt');
      },
    });
    await before.put('contents', { id: 'd', title: 'Kept', text: 'text', pages: [], seenAt: 1 });
    before.close();
    const database = await openDatabase(name);
    expect(await readContent(database, 'd')).toMatchObject({ title: 'Kept' });
    expect(await keepFile(database, 'd', new Blob(['x']), 1)).toBe(true);
    await keepShare(database, 's', [{ content: { kind: 'page', url: 'https://example.org/' } }]);
    expect(await database.count('shares')).toBe(1);
    database.close();
  },
);

test('signing out leaves nothing behind', async () => {
  const { database, outbox } = await device();
  await keepConversation(database, conversation('c'));
  await keepTalk(database, 'c', [message('a', 'complete')]);
  await outbox.add(question('c', 'waiting'));
  await keepContent(database, { id: 'd', title: '', text: '', pages: [], seenAt: 1 });
  await keepFile(database, 'd', new Blob(['x']), 1);
  await keepShare(database, 's', [{ content: { kind: 'page', url: 'https://example.org/' } }]);
  await forgetEverything(database);
  for (const name of storeNames) expect(await database.count(name)).toBe(0);
});
