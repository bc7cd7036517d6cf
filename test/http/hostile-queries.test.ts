import { expect, onTestFinished, test } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { SearchAnswer } from '../../src/protocol/rest/search.ts';
import { storedDocument } from '../support/records.ts';
import { searchRouter } from './search-world.ts';
import { openWorld } from './world.ts';

const LEAVES = 'Leaves are green because of chlorophyll.';

/** Words answer alone: nothing here is about meaning. */
const away = new Proxy({} as VectorStore, {
  get: () => () => Promise.reject(unavailable('vectors_unavailable', 'away')),
});

async function open() {
  const world = await openWorld({ routers: (parts) => [searchRouter(parts, away)] });
  onTestFinished(() => world[Symbol.asyncDispose]());
  const ada = await world.signedIn('ada');
  const learnerId = (await ada.get('/api/me')).body.id;
  await storedDocument(world.stores, learnerId, [LEAVES], { title: 'Plants' });
  return ada;
}

test.each([
  'leaves AND NOT green',
  'leaves OR (1=1',
  'leaves NEAR/2 green*',
  'terms : leaves',
  'owner : "x" OR leaves',
  '"leaves" "',
  "leaves'); drop table passages; --",
  'leaves & !green | (chlorophyll <-> x:*)',
  'leaves \0 green',
  '🍃 leaves 👩‍👩‍👧‍👦',
  'leaves \ud83c',
  'le\u200baves leaves',
  '-leaves ^green {} [] \\ %',
])('%j is looked for as words', async (q) => {
  const ada = await open();
  for (const mode of ['keyword', 'hybrid']) {
    const { status, body } = await ada.get(`/api/search?${new URLSearchParams({ q, mode, in: 'all' })}`);
    expect([status, mode]).toEqual([200, mode]);
    expect(SearchAnswer.parse(body).results.map(({ title }) => title)).toEqual(['Plants']);
  }
});

test('a query of a megabyte is refused, and the next one answered', async () => {
  const ada = await open();
  // The server hangs up while the rest is still being sent: its answer may be lost on the way.
  const refused = ada.get(`/api/search?q=${'x'.repeat(1_000_000)}`).then(
    ({ status }) => status,
    () => 'hung up',
  );
  expect([431, 'hung up']).toContain(await refused);
  const tooLong = await ada.get(`/api/search?q=${'x'.repeat(501)}`);
  expect([tooLong.status, tooLong.body.code]).toEqual([400, 'invalid_request']);
  const { body } = await ada.get('/api/search?q=leaves');
  expect(SearchAnswer.parse(body).results).toHaveLength(1);
});

test('a question of a megabyte is refused', async () => {
  const ada = await open();
  const { id } = (await ada.post('/api/conversations', { title: 'Of leaves' })).body;
  const { status, body } = await ada.post(`/api/conversations/${id}/messages`, { text: 'x'.repeat(1_000_000) });
  expect([status, body.code]).toEqual([413, 'body_too_large']);
});
