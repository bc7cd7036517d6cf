import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { createMemorySignals } from '../../src/adapters/memory/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createWebFetcher } from '../../src/adapters/web/web-fetcher.ts';
import { createEvents } from '../../src/events.ts';
import { newId } from '../../src/ids.ts';
import { type IngestionJob, startIngestion } from '../../src/jobs/ingestion.ts';
import { startVectorCatchUp, type VectorCatchUp } from '../../src/jobs/vector-catch-up.ts';
import { chooseEmbedder } from '../../src/knowledge/choose-embedder.ts';
import { createKnowledge } from '../../src/knowledge/create-knowledge.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Document } from '../../src/ports/document-store.ts';
import type { EmbedderSource } from '../../src/ports/embedder.ts';
import type { TextExtractor } from '../../src/ports/text-extractor.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import type { WebFetcher } from '../../src/ports/web-fetcher.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { silent } from './chroma.ts';
import { type DatabaseKind, openTestDatabase } from './databases.ts';
import { realExtractors } from './extractors.ts';
import { testDir } from './temp-dir.ts';

export interface KnowledgeOptions {
  vectors: VectorStore;
  kind?: DatabaseKind;
  embedders?: EmbedderSource;
  extractors?: TextExtractor[];
  clock?: Clock;
  web?: WebFetcher;
  quotaBytes?: number;
}

export const WAIT = { interval: 10 };
/** For tests of what is found, not of when. */
export const PATIENT = { keyword: 20_000, semantic: 20_000 };

/** A learner's knowledge over a database and a folder of the running test's own. */
export async function openKnowledge(options: KnowledgeOptions) {
  const database = await openTestDatabase(options.kind ?? 'sqlite');
  onTestFinished(() => database.drop());
  const { stores } = database;
  const clock = options.clock ?? systemClock;
  const board = new ServiceBoard();
  const events = createEvents(silent);
  const signals = createMemorySignals({ logger: silent });
  const blobs = await openDiskBlobStore(join(await testDir(), 'blobs'));
  const embedders = options.embedders ?? chooseEmbedder({ board, clock, logger: silent });
  const jobs: { ingestion?: IngestionJob; catchUp?: VectorCatchUp } = {};
  const deps = { stores, blobs, vectors: options.vectors, embedders, signals, board, clock, events: events.knowledge };
  const knowledge = createKnowledge({
    ...deps,
    web: options.web ?? createWebFetcher({ clock }),
    quotaBytes: options.quotaBytes,
    deadlines: PATIENT,
    extractors: options.extractors ?? realExtractors(),
    onQueued: (kind) => jobs.ingestion?.wake(kind),
    onRemoved: () => jobs.catchUp?.wake(),
  });
  const { documents } = stores;

  return {
    ...deps,
    ...knowledge,
    async learner(name = 'ada'): Promise<string> {
      const id = newId();
      const learner = { id, email: `${name}-${id}@example.org`, name, passwordHash: '-', role: 'learner' } as const;
      await stores.accounts.createLearner({ ...learner, createdAt: clock.now() }, { firstIsAdmin: false });
      return id;
    },
    startIngestion(owner = 'this'): IngestionJob {
      const job = startIngestion({
        documents,
        ingestion: knowledge.ingestion,
        signals,
        clock,
        logger: silent,
        owner,
        alone: true,
      });
      onTestFinished(() => job.stop());
      jobs.ingestion = job;
      return job;
    },
    startCatchUp({ owner = 'this', alone = true } = {}): VectorCatchUp {
      const job = startVectorCatchUp({
        ...deps,
        ...stores,
        writers: knowledge.writers,
        owner,
        alone,
        logger: silent,
      });
      onTestFinished(() => job.stop());
      jobs.catchUp = job;
      return job;
    },
    async addText(learnerId: string, text: string, title = 'Notes'): Promise<Document> {
      return (await knowledge.library.addText(learnerId, { title, text })).document;
    },
    async addFile(learnerId: string, name: string, content: Buffer): Promise<Document> {
      return (await knowledge.library.addFile(learnerId, { name, content: parts(content) })).document;
    },
    /** The document once it is ready or failed. */
    settled: (learnerId: string, id: string): Promise<Document> =>
      vi.waitFor(async () => {
        const document = await documents.find(learnerId, id);
        if (document?.status !== 'ready' && document?.status !== 'failed') throw new Error(`still ${document?.status}`);
        return document;
      }, WAIT),
    find: async (learnerId: string, query: string, mode: 'hybrid' | 'keyword' | 'semantic' = 'hybrid') =>
      knowledge.retriever.retrieve({ learnerId, query, limit: 5, mode }, new AbortController().signal),
  };
}

async function* parts(content: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += 16_384) yield content.subarray(at, at + 16_384);
}
