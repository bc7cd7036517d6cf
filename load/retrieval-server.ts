import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChromaChild } from '../src/adapters/chroma/child.ts';
import { createChromaVectorStore } from '../src/adapters/chroma/vector-store.ts';
import { openDiskBlobStore } from '../src/adapters/disk/blob-store.ts';
import { createMemorySignals } from '../src/adapters/memory/signals.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemProcesses } from '../src/adapters/system/processes.ts';
import { createWebFetcher } from '../src/adapters/web/web-fetcher.ts';
import { createEvents } from '../src/events.ts';
import { createApp } from '../src/http/app.ts';
import { createSearchRouter } from '../src/http/search.ts';
import { newId } from '../src/ids.ts';
import { startIngestion } from '../src/jobs/ingestion.ts';
import { chooseEmbedder } from '../src/knowledge/choose-embedder.ts';
import { createKnowledge } from '../src/knowledge/create-knowledge.ts';
import { createLogger } from '../src/logger.ts';
import { SearchAnswer } from '../src/protocol/rest/search.ts';
import { ServiceBoard } from '../src/service-board.ts';
import { openLoadStores } from './load-database.ts';

const ATTEMPTS = 10;

/** The parts of the server that retrieval is made of, behind its real HTTP door, for one learner. */
export async function openServer(stack: AsyncDisposableStack, { postgres }: { postgres: boolean }) {
  const dir = await mkdtemp(join(tmpdir(), 'lva-eval-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const logger = createLogger({ level: 'warn', pretty: false });
  const [board, clock] = [new ServiceBoard(), systemClock];
  const { stores } = await openLoadStores({ dir, postgres }, stack);
  const chroma = await startChromaChild({
    dataDir: join(dir, 'chroma'),
    board,
    logger,
    clock,
    processes: systemProcesses,
  });
  stack.defer(() => chroma.stop());
  const learnerId = newId();
  const learner = {
    id: learnerId,
    email: 'eval@example.org',
    name: 'Eval',
    passwordHash: '-',
    role: 'learner',
  } as const;
  await stores.accounts.createLearner({ ...learner, createdAt: clock.now() }, { firstIsAdmin: false });
  const signals = createMemorySignals({ logger });
  const knowledge = createKnowledge({
    stores,
    vectors: createChromaVectorStore(chroma),
    blobs: await openDiskBlobStore(join(dir, 'blobs')),
    embedders: chooseEmbedder({ board, logger, clock }),
    extractors: [],
    web: createWebFetcher({ clock }),
    signals,
    board,
    clock,
    events: createEvents(logger).knowledge,
    onQueued: (kind) => reading.wake(kind),
    onRemoved: () => undefined,
  });
  const reading = startIngestion({ ...stores, ...knowledge, signals, clock, logger, owner: 'eval', alone: true });
  stack.defer(() => reading.stop());
  const authenticator = {
    authenticate: async () =>
      ({ learnerId, name: 'Eval', role: 'learner', credentialId: 'eval', kind: 'token' }) as const,
  };
  const asking = { authenticator, secureCookies: false };
  const app = createApp({
    routers: [createSearchRouter({ search: knowledge.search, ...asking })],
    authenticator,
    logger,
    http: { secureCookies: false, trustedProxies: 0, allowedOrigins: [] },
    requestsPerMinute: 1_000_000,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stores, ...knowledge, learnerId };
}

export type Server = Awaited<ReturnType<typeof openServer>>;

/** @returns the story that each document came from. */
export async function bring(
  { library, stores, learnerId }: Server,
  stories: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const storyOf = new Map<string, string>();
  for (const [story, text] of stories) {
    const content = (async function* () {
      yield Buffer.from(text);
    })();
    const {
      document: { id },
    } = await library.addFile(learnerId, { name: `${story}.txt`, content });
    storyOf.set(id, story);
  }
  while ((await stores.documents.countUnfinished()) > 0) await sleep(100);
  for (const [id, story] of storyOf) {
    const { content } = await library.content(learnerId, id);
    if (content.text !== stories.get(story))
      console.warn(`${story} was changed by extraction: its offsets may be wrong`);
  }
  return storyOf;
}

/** An answer without one of its legs would say nothing about what is found: a busy machine is asked again. */
export async function answerWhole(url: string): Promise<SearchAnswer['results']> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { results, degraded } = SearchAnswer.parse(await (await fetch(url)).json());
    if (!degraded) return results;
  }
  throw new Error('retrieval stays degraded: its figures would say nothing');
}
