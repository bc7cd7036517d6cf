import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { MAX_SEARCH_LIMIT } from '../../src/protocol/limits.ts';
import { SearchAnswer } from '../../src/protocol/rest/search.ts';
import { useSearch } from './use-search.ts';

const { embedTalks, openSearch } = useSearch();

describe('what was said that is near to a message', () => {
  it('finds what else was said that is near to a message, for its learner alone', async () => {
    const { world, ada, conversation } = await openSearch();
    const other = (await ada.post('/api/conversations', { title: 'Autumn' })).body.id;
    await ada.post(`/api/conversations/${other}/messages`, { text: 'When do the leaves turn yellow in autumn?' });
    await embedTalks(world.stores);
    const { body } = await ada.get(`/api/conversations/${conversation}/messages`);
    const id = body.messages[0]?.id ?? '';
    const similar = SearchAnswer.parse((await ada.get(`/api/messages/${id}/similar?limit=1`)).body);
    expect(similar.results).toMatchObject([{ conversationId: other, matched: ['semantic'], title: 'Autumn' }]);
    expect((await ada.get(`/api/messages/${id}/similar?limit=0`)).status).toBe(400);
    expect((await ada.get('/api/messages/nothing/similar')).status).toBe(404);
    const eve = await world.signedIn('eve');
    expect((await eve.get(`/api/messages/${id}/similar`)).status).toBe(404);
    await ada.delete(`/api/conversations/${other}`);
    const after = SearchAnswer.parse((await ada.get(`/api/messages/${id}/similar`)).body);
    expect(after.results.filter(({ conversationId }) => conversationId === other)).toEqual([]);
  });

  it('knows what is near to a message within limits, and none to one that is gone', async () => {
    const { world, ada, conversation } = await openSearch();
    const { body } = await ada.get(`/api/conversations/${conversation}/messages`);
    const id = body.messages[0]?.id ?? '';
    const status = async (path: string) => (await ada.get(`/api/messages/${path}`)).status;
    expect(await status(`${id}/similar?limit=${MAX_SEARCH_LIMIT}`)).toBe(200);
    expect(await status(`${id}/similar?limit=${MAX_SEARCH_LIMIT + 1}`)).toBe(400);
    expect(await status(`${id}/similar?limit=some`)).toBe(400);
    expect(await status(`${newId()}/similar`)).toBe(404);
    expect((await world.browser().get(`/api/messages/${id}/similar`)).status).toBe(401);
    await ada.delete(`/api/conversations/${conversation}`);
    expect(await status(`${id}/similar`)).toBe(404);
  });

  it('knows nothing that is near to what says nothing', async () => {
    const { world, ada } = await openSearch();
    const signs = (await ada.post('/api/conversations', { title: 'Signs' })).body.id;
    await ada.post(`/api/conversations/${signs}/messages`, { text: '?! …' });
    await embedTalks(world.stores);
    const { body } = await ada.get(`/api/conversations/${signs}/messages`);
    const answer = await ada.get(`/api/messages/${body.messages[0]?.id}/similar`);
    expect(answer.status).toBe(200);
    expect(SearchAnswer.parse(answer.body)).toMatchObject({ results: [], degraded: false });
  });
});
