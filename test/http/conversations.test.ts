import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { MAX_TITLE } from '../../src/protocol/limits.ts';
import { Conversation, ConversationList, MessageList } from '../../src/protocol/rest/conversations.ts';
import { storedDocument } from './stored-document.ts';
import { openWorld } from './world.ts';

const LIST = '/api/conversations';

describe('conversations', () => {
  it('are begun, read, changed and deleted', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const created = await browser.post(LIST, { title: ' Leaves ', mode: 'explain', language: 'en' });
    expect(created.status).toBe(201);
    expect(Conversation.parse(created.body)).toMatchObject({ title: 'Leaves', mode: 'explain', language: 'en' });
    const path = `${LIST}/${created.body.id}`;
    expect((await browser.get(path)).body).toEqual(created.body);
    expect((await browser.patch(path, { mode: 'tutor' })).body).toMatchObject({ mode: 'tutor', title: 'Leaves' });
    expect((await browser.patch(path, { title: 'Trees' })).body).toMatchObject({ mode: 'tutor', title: 'Trees' });
    expect((await browser.delete(path)).status).toBe(204);
    expect((await browser.get(path)).status).toBe(404);
    expect((await browser.delete(path)).status).toBe(404);
  });

  it('may be begun without saying anything', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect((await browser.post(LIST)).status).toBe(201);
    expect((await browser.post(LIST, {})).body).toMatchObject({ title: '', mode: 'tutor' });
  });

  it('come in pages, latest use first, each once', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    for (let i = 0; i < 7; i++) await browser.post(LIST, { title: `Talk ${i}` });
    const titles: string[] = [];
    let cursor = '';
    do {
      const answer = await browser.get(`${LIST}?limit=3${cursor}`);
      const page = ConversationList.parse(answer.body);
      titles.push(...page.conversations.map(({ title }) => title));
      cursor = page.nextCursor === undefined ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(titles).toEqual([6, 5, 4, 3, 2, 1, 0].map((i) => `Talk ${i}`));
  });

  it.each([
    ['limit=0', 'invalid_request'],
    ['limit=101', 'invalid_request'],
    ['limit=ten', 'invalid_request'],
    ['limit=1.5', 'invalid_request'],
    ['cursor=made-up', 'invalid_cursor'],
    ['cursor=%00', 'invalid_cursor'],
    [`cursor=${Buffer.from('["x",1]').toString('base64url')}`, 'invalid_cursor'],
    [`cursor=${'a'.repeat(201)}`, 'invalid_request'],
    ['cursor=a&cursor=b', 'invalid_request'],
  ])('refuse the query %s', async (query, code) => {
    await using world = await openWorld();
    const answer = await (await world.signedIn()).get(`${LIST}?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it.each([['limit=1'], ['limit=100'], ['unknown=1']])('take the query %s', async (query) => {
    await using world = await openWorld();
    expect((await (await world.signedIn()).get(`${LIST}?${query}`)).status).toBe(200);
  });

  it.each([
    ['a title one too long', { title: 'x'.repeat(MAX_TITLE + 1) }, 400, 'invalid_request'],
    ['a title of spaces', { title: ' ' }, 400, 'invalid_request'],
    ['an unknown mode', { mode: 'hypnosis' }, 400, 'invalid_request'],
    ['a mode that is not taught here', { mode: 'quiz' }, 422, 'mode_unavailable'],
    ['a document that is not there', { documentIds: [newId()] }, 422, 'unknown_document'],
    ['a document id that is none', { documentIds: ['x'] }, 400, 'invalid_request'],
  ])('refuse %s, at the beginning and later', async (_what, body, status, code) => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const { id } = (await browser.post(LIST, {})).body;
    for (const answer of [await browser.post(LIST, body), await browser.patch(`${LIST}/${id}`, body)]) {
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });

  it('can be limited to documents of one’s own, and not of others', async () => {
    await using world = await openWorld();
    const [ada, eve] = [await world.signedIn('ada'), await world.signedIn('eve')];
    const documentId = await storedDocument(world.stores, (await ada.get('/api/me')).body.id);
    const body = { documentIds: [documentId], title: 'x'.repeat(MAX_TITLE) };
    expect((await ada.post(LIST, body)).body).toMatchObject({ documentIds: [documentId] });
    expect((await eve.post(LIST, body)).body.code).toBe('unknown_document');
  });
});

describe('what was said', () => {
  async function talked() {
    const world = await openWorld();
    const browser = await world.signedIn();
    const { id } = (await browser.post(LIST, {})).body;
    const say = (text: string) => browser.post(`${LIST}/${id}/messages`, { text });
    return { world, browser, id, say };
  }

  it('comes oldest first, in pages', async () => {
    const { world, browser, id, say } = await talked();
    await using _ = world;
    await say('Why are leaves green?');
    await say('And red?');
    const first = MessageList.parse((await browser.get(`${LIST}/${id}/messages?limit=3`)).body);
    expect(first.messages.map(({ role }) => role)).toEqual(['learner', 'tutor', 'learner']);
    const rest = await browser.get(`${LIST}/${id}/messages?limit=3&cursor=${first.nextCursor}`);
    expect(rest.body.messages.map(({ role }) => role)).toEqual(['tutor']);
    expect(rest.body.nextCursor).toBeUndefined();
    expect((await browser.get(`${LIST}/${id}/messages?cursor=x`)).body.code).toBe('invalid_cursor');
  });

  it('names a conversation that had no title', async () => {
    const { world, browser, id, say } = await talked();
    await using _ = world;
    await say('Why are leaves green?');
    expect((await browser.get(`${LIST}/${id}`)).body.title).toContain('leaves');
  });

  it('is exported to read, with its sources', async () => {
    const { world, browser, id, say } = await talked();
    await using _ = world;
    await browser.patch(`${LIST}/${id}`, { title: 'Leaves' });
    await say('Why are leaves green?');
    const answer = await browser.get(`${LIST}/${id}/export?format=md`);
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(answer.text).toContain('# Leaves\n');
    expect(answer.text).toContain('**You:** Why are leaves green?\n');
    expect(answer.text).toContain('**Tutor:** Leaves make sugar. Why do they need light?\n');
    expect(answer.text).toContain('> [1] Biology, p. 3: “make sugar”\n');
  });

  it('is exported for programs, with and without messages', async () => {
    const { world, browser, id, say } = await talked();
    await using _ = world;
    expect((await browser.get(`${LIST}/${id}/export?format=json`)).body).toMatchObject({ id, messages: [] });
    await say('Why are leaves green?');
    expect((await browser.get(`${LIST}/${id}/export?format=json`)).body.messages).toHaveLength(2);
    expect((await browser.get(`${LIST}/${id}/export?format=pdf`)).status).toBe(400);
  });
});
