import { createChromaVectorStore } from '../adapters/chroma/vector-store.ts';
import { createExtractors } from '../adapters/extraction/extractors.ts';
import { createPictures } from '../adapters/extraction/pictures.ts';
import { ReadingThreads } from '../adapters/extraction/reading-threads.ts';
import { createSoundDecoder } from '../adapters/extraction/sound-decoder.ts';
import { createWebFetcher } from '../adapters/web/web-fetcher.ts';
import type { Config } from '../config/config.ts';
import type { Events } from '../events.ts';
import { startIngestion } from '../jobs/ingestion.ts';
import { startLanguageCatchUp } from '../jobs/language-catch-up.ts';
import { startVectorCatchUp } from '../jobs/vector-catch-up.ts';
import { createKnowledge } from '../knowledge/create-knowledge.ts';
import { deadlinesWith } from '../knowledge/deadline.ts';
import type { Library } from '../knowledge/library.ts';
import type { MeaningReport } from '../knowledge/meaning.ts';
import type { ResumableUploads } from '../knowledge/resumable-uploads.ts';
import type { Retriever } from '../knowledge/retriever.ts';
import type { SaidRecall } from '../knowledge/said-recall.ts';
import type { Search } from '../knowledge/search.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServiceBoard } from '../service-board.ts';
import { chromaTarget } from './chroma-target.ts';
import { openEmbedder } from './embedder.ts';
import { connectSight } from './model.ts';
import type { SharedState } from './shared-state.ts';
import type { Speech } from './speech.ts';
import type { Storage } from './storage.ts';

export interface KnowledgeParts {
  config: Config;
  logger: Logger;
  events: Events;
  board: ServiceBoard;
  clock: Clock;
  storage: Storage;
  shared: SharedState;
  owner: string;
  speech: Speech;
}

/** The learners' material: kept, read in the background, and found again. */
export async function openKnowledge(
  parts: KnowledgeParts,
  stack: AsyncDisposableStack,
): Promise<{
  library: Library;
  uploads: ResumableUploads;
  retriever: Retriever;
  search: Search;
  recall: SaidRecall;
  meaning: MeaningReport;
}> {
  const { logger, events, board, clock, owner } = parts;
  const { stores, blobs, alone } = parts.storage;
  const { signals } = parts.shared;
  const vectors = createChromaVectorStore(await chromaTarget(parts, stack));
  const embedders = openEmbedder({ ...parts, spaces: stores.spaces }, stack);
  const { speechToText } = parts.speech;
  const sight = connectSight(parts.config.model, parts);
  const threads = new ReadingThreads({ clock });
  stack.defer(() => threads.close());
  const common = { ...stores, stores, vectors, blobs, embedders, signals, board, clock, logger };
  const { library, uploads, retriever, search, recall, ingestion, writers, meaning } = createKnowledge({
    ...common,
    ...parts.config.library,
    deadlines: deadlinesWith(parts.config.library.searchDeadlineMs),
    web: createWebFetcher({ clock }),
    extractors: createExtractors(threads),
    hearing: speechToText && { speechToText, sounds: createSoundDecoder() },
    sight: sight && { model: sight, pictures: createPictures(), usage: stores.usage },
    events: events.knowledge,
    onQueued: (kind) => reading.wake(kind),
    onRemoved: () => catchUp.wake(),
  });
  const catchUp = startVectorCatchUp({ ...common, writers, owner, alone });
  stack.defer(() => catchUp.stop());
  const reading = startIngestion({ ...common, ingestion, owner, alone });
  stack.defer(() => reading.stop());
  const analysing = startLanguageCatchUp({ ...common, analysis: stores.analysis });
  stack.defer(() => analysing.stop());
  return { library, uploads, retriever, search, recall, meaning };
}
