import { describe, expect, it } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { MAX_SEARCH_DOCUMENTS, MAX_SEARCH_LIMIT, MAX_SEARCH_TEXT } from '../../src/protocol/limits.ts';
import { SearchAnswer } from '../../src/protocol/rest/search.ts';
import { Exchange } from '../support/embedders.ts';
import { LEAVES, search, useSearch } from './use-search.ts';

const { vectors, embedTalks, openSearch } = useSearch();

describe('search', () => {
  it('finds places in documents and in talks, with the words marked', async () => {
    const { ada, plants, conversation } = await openSearch();
    const { results, mode, degraded } = await search(ada, { q: 'green leaves', limit: '2' });
    expect([mode, degraded]).toEqual(['hybrid', false]);
    expect(results).toMatchObject([
      {
        kind: 'document',
        documentId: plants,
        title: 'Plants',
        start: 0,
        text: LEAVES,
        matched: ['keyword', 'semantic'],
      },
      {
        kind: 'conversation',
        conversationId: conversation,
        title: 'Of leaves',
        role: 'learner',
        matched: ['keyword', 'semantic'],
      },
    ]);
    const words = results.map(({ text, marks }) => marks.map(({ start, end }) => text.slice(start, end)));
    expect(words).toEqual([['Leaves', 'green'], ['leaves']]);
  });

  it('looks only where it is told to, and gives no more than asked for', async () => {
    const { ada, plants, animals } = await openSearch();
    const kinds = async (query: Record<string, string>) =>
      (await search(ada, { q: 'leaves', ...query })).results.map(({ kind }) => kind);
    expect(await kinds({ in: 'documents' })).toEqual(['document']);
    expect(await kinds({ in: 'conversations' })).toEqual(['conversation', 'conversation']);
    expect(await kinds({ limit: '1' })).toHaveLength(1);
    expect(await kinds({ documentIds: plants })).toEqual(['document']);
    expect(await kinds({ documentIds: animals, mode: 'keyword' })).toEqual([]);
    expect(await kinds({ in: 'documents', to: new Date(1000).toISOString(), mode: 'keyword' })).toEqual([]);
    expect(await kinds({ in: 'documents', to: new Date(1001).toISOString(), mode: 'keyword' })).toEqual(['document']);
    expect(await kinds({ in: 'documents', from: new Date(1001).toISOString(), mode: 'keyword' })).toEqual([]);
  });

  it('looks in a course only, and knows none that is somebody else’s', async () => {
    const { world, ada, plants, animals } = await openSearch();
    const { id: courseId } = (await ada.post('/api/courses', { name: 'Life' })).body;
    const titles = async (query: Record<string, string>) =>
      (await search(ada, { q: 'leaves whales', courseId, ...query })).results.map(({ title }) => title);
    expect(await titles({})).toEqual([]);
    await ada.patch(`/api/courses/${courseId}/documents`, { add: [animals] });
    expect(await titles({})).toEqual(['Animals']);
    expect(await titles({ documentIds: plants })).toEqual([]);
    await ada.patch(`/api/courses/${courseId}/documents`, { add: [plants] });
    expect((await titles({})).toSorted()).toEqual(['Animals', 'Plants']);
    expect(await titles({ documentIds: plants })).toEqual(['Plants']);
    expect(await titles({ in: 'conversations' })).toEqual([]);
    const eve = await world.signedIn('eve');
    const asked = await eve.get(`/api/search?${new URLSearchParams({ q: 'leaves', courseId })}`);
    expect([asked.status, asked.body.code]).toEqual([404, 'not_found']);
  });

  it('tolerates typing errors', async () => {
    const { ada } = await openSearch();
    const { results } = await search(ada, { q: 'clorophyl', in: 'documents' });
    expect(results[0]?.title).toBe('Plants');
    expect(results[0]?.matched).toEqual(['keyword', 'semantic']);
    // What it was put right to is marked.
    expect(results[0]?.marks.length).toBeGreaterThan(0);
  });

  it('finds nothing for nothing', async () => {
    const { ada } = await openSearch();
    for (const q of ['', '   ', '"', '∀∃']) expect((await search(ada, { q })).results, q).toEqual([]);
  });

  it('finds what was said by meaning, too, and says what that rests on', async () => {
    const { ada, conversation } = await openSearch();
    const answer = await search(ada, { q: 'leaves turning yelow', in: 'conversations', mode: 'semantic' });
    expect(answer).toMatchObject({ mode: 'semantic', meaning: { by: 'word_shapes' }, degraded: false });
    expect(answer.results[0]).toMatchObject({
      kind: 'conversation',
      conversationId: conversation,
      matched: ['semantic'],
      text: 'Why do leaves turn yellow?',
      saidAt: expect.any(String),
    });
    const both = await search(ada, { q: 'yellow leaves', in: 'conversations' });
    expect(both.results[0]?.matched).toEqual(['keyword', 'semantic']);
  });

  it('says that it can tell nothing by meaning while there is no embedder', async () => {
    const embedders = new Exchange();
    // Not even what made the vectors that are there.
    embedders.find = () => undefined;
    const { ada, conversation } = await openSearch(vectors(), embedders);
    const { body } = await ada.get(`/api/conversations/${conversation}/messages`);
    const answer = SearchAnswer.parse((await ada.get(`/api/messages/${body.messages[0]?.id}/similar`)).body);
    expect(answer).toMatchObject({ results: [], degraded: true, meaning: { by: 'nothing_yet' } });
    const words = await search(ada, { q: 'leaves' });
    expect(words).toMatchObject({ degraded: true, meaning: { by: 'nothing_yet' } });
    expect(words.results.length).toBeGreaterThan(0);
  });

  it('answers from words, degraded, when the vectors are gone', async () => {
    const query = () => Promise.reject(unavailable('vectors_unavailable', 'gone'));
    const { ada } = await openSearch({ ...vectors(), query });
    const { results, degraded } = await search(ada, { q: 'leaves', in: 'documents' });
    expect(degraded).toBe(true);
    expect(results).toMatchObject([{ title: 'Plants', matched: ['keyword'] }]);
  });

  it('shows nobody what is somebody else’s', async () => {
    const { world, plants } = await openSearch();
    const eve = await world.signedIn('eve');
    for (const q of ['leaves', 'whales', LEAVES, 'yellow']) {
      for (const mode of ['hybrid', 'keyword', 'semantic']) {
        expect((await search(eve, { q, mode })).results).toEqual([]);
        const named = await eve.get(`/api/search?${new URLSearchParams({ q, mode, documentIds: plants })}`);
        expect([named.status, named.body.code]).toEqual([404, 'not_found']);
      }
    }
    expect((await world.browser().get('/api/search?q=leaves')).status).toBe(401);
  });

  it('refuses what is over a limit or makes no sense, with a reason', async () => {
    const { ada } = await openSearch();
    const status = async (query: Record<string, string>) => {
      const { status: code, body } = await ada.get(`/api/search?${new URLSearchParams(query)}`);
      if (code === 400) expect(body.code).toBe('invalid_request');
      return code;
    };
    expect(await status({ q: 'x'.repeat(MAX_SEARCH_TEXT) })).toBe(200);
    expect(await status({ q: 'x'.repeat(MAX_SEARCH_TEXT + 1) })).toBe(400);
    expect(await status({ q: 'x', limit: String(MAX_SEARCH_LIMIT) })).toBe(200);
    expect(await status({ q: 'x', limit: String(MAX_SEARCH_LIMIT + 1) })).toBe(400);
    expect(await status({ q: 'x', limit: '0' })).toBe(400);
    expect(await status({})).toBe(400);
    expect(await status({ q: 'x', mode: 'magic' })).toBe(400);
    expect(await status({ q: 'x', in: 'everything' })).toBe(400);
    expect(await status({ q: 'x', documentIds: 'not-an-id' })).toBe(400);
    expect(await status({ q: 'x', from: 'yesterday' })).toBe(400);
    const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
    expect(await status({ q: 'x', from: late, to: early })).toBe(400);
    expect(await status({ q: 'x', from: early, to: early })).toBe(200);
  });

  it('refuses documents and courses that are not there', async () => {
    const { world, ada, plants } = await openSearch();
    const ask = async (query: Record<string, string>) => {
      const { status, body } = await ada.get(`/api/search?${new URLSearchParams({ q: 'leaves', ...query })}`);
      return [status, body.code];
    };
    expect(await ask({ documentIds: newId() })).toEqual([404, 'not_found']);
    expect(await ask({ documentIds: `${plants},${newId()}` })).toEqual([404, 'not_found']);
    expect(await ask({ courseId: newId() })).toEqual([404, 'not_found']);
    expect(await ask({ documentIds: newId(), in: 'conversations' })).toEqual([404, 'not_found']);
    const ids = (count: number) => Array.from({ length: count }, () => plants).join(',');
    expect(await ask({ documentIds: ids(MAX_SEARCH_DOCUMENTS) })).toEqual([200, undefined]);
    expect(await ask({ documentIds: ids(MAX_SEARCH_DOCUMENTS + 1) })).toEqual([400, 'invalid_request']);
    await world.stores.documents.remove((await ada.get('/api/me')).body.id, plants);
    expect(await ask({ documentIds: plants })).toEqual([404, 'not_found']);
  });

  it('finds nothing in a time to come, and everything before it', async () => {
    const { ada } = await openSearch();
    const future = '2126-01-01T00:00:00Z';
    expect((await search(ada, { q: 'leaves', from: future })).results).toEqual([]);
    expect((await search(ada, { q: 'leaves', to: future })).results.length).toBeGreaterThan(1);
    expect((await search(ada, { q: 'leaves', in: 'conversations', from: future })).results).toEqual([]);
  });

  it('finds in a course the talks that are limited to it, and no others', async () => {
    const { world, ada, plants } = await openSearch();
    const { id: courseId } = (await ada.post('/api/courses', { name: 'Life' })).body;
    const inCourse = (await ada.post('/api/conversations', { title: 'In the course', courseId })).body.id;
    await ada.post(`/api/conversations/${inCourse}/messages`, { text: 'Do leaves breathe?' });
    await embedTalks(world.stores);
    for (const mode of ['hybrid', 'keyword', 'semantic']) {
      const { results, degraded } = await search(ada, { q: 'leaves', courseId, mode });
      expect(degraded).toBe(false);
      expect(results.map(({ conversationId }) => conversationId)).toContain(inCourse);
      expect(new Set(results.map(({ title }) => title)), mode).toEqual(new Set(['In the course']));
    }
    await ada.patch(`/api/courses/${courseId}/documents`, { add: [plants] });
    const both = await search(ada, { q: 'leaves', courseId });
    expect(new Set(both.results.map(({ kind }) => kind))).toEqual(new Set(['document', 'conversation']));
    // Those who name documents want them and nothing else.
    const named = await search(ada, { q: 'leaves', courseId, documentIds: plants });
    expect(named.results.map(({ kind }) => kind)).toEqual(['document']);
    await ada.patch(`/api/conversations/${inCourse}`, { courseId: null });
    expect((await search(ada, { q: 'leaves', courseId, in: 'conversations' })).results).toEqual([]);
  });

  it.each(["leaves' OR 1=1 --", 'NEAR(leaves, 3)', 'terms:leaves*', 'owner:x OR leaves', '"leaves', 'leaves) OR (a'])(
    'takes %j as words',
    async (q) => {
      const { ada } = await openSearch();
      expect((await search(ada, { q, in: 'documents' })).results[0]?.title).toBe('Plants');
    },
  );
});
