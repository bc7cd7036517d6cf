import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import type { Stores } from '../../src/adapters/knex/stores.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createVectorWriter } from '../../src/knowledge/vector-writer.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { SearchAnswer } from '../../src/protocol/rest/search.ts';
import { fileChroma } from '../support/chroma.ts';
import type { Exchange } from '../support/embedders.ts';
import { storedDocument } from '../support/records.ts';
import type { Browser } from './browser.ts';
import { searchRouter } from './search-world.ts';
import { openWorld } from './world.ts';

export const LEAVES = 'Leaves are green because of chlorophyll.';
const WHALES = 'Whales are mammals that live in the sea.';

/** Search behind the real door, with a Chroma for the tests of one file. */
export function useSearch() {
  const chroma = fileChroma();
  let vectors: VectorStore;
  beforeAll(async () => {
    vectors = createChromaVectorStore(await chroma.start());
  });
  afterAll(() => chroma.stop());

  /** What the background does from time to time. */
  async function embedTalks({ spaces, texts }: Pick<Stores, 'spaces' | 'texts'>): Promise<void> {
    const writer = createVectorWriter({ spaces, vectors, texts: texts.talks, clock: systemClock });
    await writer.write({ embedder: hashEmbedder, scope: {}, signal: new AbortController().signal });
  }

  /** Ada with two documents and a talk. */
  async function openSearch(store: VectorStore = vectors, embedders?: Exchange) {
    const world = await openWorld({ routers: (parts) => [searchRouter(parts, store, embedders)] });
    onTestFinished(() => world[Symbol.asyncDispose]());
    const ada = await world.signedIn('ada');
    const learnerId = (await ada.get('/api/me')).body.id;
    const plants = await storedDocument(world.stores, learnerId, [LEAVES], { title: 'Plants', createdAt: 1000 });
    const animals = await storedDocument(world.stores, learnerId, [WHALES], { title: 'Animals', createdAt: 2000 });
    const { spaces, texts } = world.stores;
    await createVectorWriter({ spaces, vectors, texts: texts.material, clock: systemClock }).write({
      embedder: hashEmbedder,
      scope: { learnerId },
      signal: new AbortController().signal,
    });
    const conversation = (await ada.post('/api/conversations', { title: 'Of leaves' })).body.id;
    await ada.post(`/api/conversations/${conversation}/messages`, { text: 'Why do leaves turn yellow?' });
    await embedTalks(world.stores);
    return { world, ada, plants: plants.document.id, animals: animals.document.id, conversation };
  }

  return { vectors: () => vectors, embedTalks, openSearch };
}

export async function search(browser: Browser, query: Record<string, string>) {
  const { status, body } = await browser.get(`/api/search?${new URLSearchParams(query)}`);
  expect(status).toBe(200);
  return SearchAnswer.parse(body);
}
