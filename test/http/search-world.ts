import type { Router } from 'express';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createSearchRouter } from '../../src/http/search.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createNearest } from '../../src/knowledge/nearest.ts';
import { createRetriever } from '../../src/knowledge/retrieve.ts';
import { createSaidRecall } from '../../src/knowledge/said-recall.ts';
import { createSearch } from '../../src/knowledge/search.ts';
import { createTalksSearch } from '../../src/knowledge/search-talks.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { Exchange } from '../support/embedders.ts';
import { PATIENT } from '../support/knowledge.ts';
import type { WorldParts } from './world.ts';

/** The search's routes over a world's stores and a vector store. */
export function searchRouter(
  { stores, accounts, events }: WorldParts,
  vectors: VectorStore,
  embedders = new Exchange(hashEmbedder),
): Router {
  const common = { clock: systemClock, events: events.knowledge, deadlines: PATIENT };
  const nearest = createNearest({ vectors, embedders, spaces: stores.spaces });
  const recall = createSaidRecall({ nearest, said: stores.said });
  const talks = createTalksSearch({ ...common, recall, said: stores.said });
  const retriever = createRetriever({
    ...common,
    passages: stores.passages,
    nearest,
    board: new ServiceBoard(),
  });
  const search = createSearch({ ...stores, embedders, retriever, talks });
  return createSearchRouter({ search, authenticator: accounts.authenticator, secureCookies: false });
}
