import type { Events } from '../events.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { DocumentStore, PassageStore } from '../ports/document-store.ts';
import type { EmbedderSource } from '../ports/embedder.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Pictures } from '../ports/pictures.ts';
import type { SaidSearch } from '../ports/said-search.ts';
import type { Signals } from '../ports/signals.ts';
import type { SoundDecoder } from '../ports/sound-decoder.ts';
import type { SpeechToText } from '../ports/speech-to-text.ts';
import type { TextExtractor } from '../ports/text-extractor.ts';
import type { UploadStore } from '../ports/upload-store.ts';
import type { UsageNotes } from '../ports/usage-store.ts';
import type { EmbeddableTexts, SpaceStore } from '../ports/vector-spaces.ts';
import type { SpaceKind, VectorStore } from '../ports/vector-store.ts';
import type { WebFetcher } from '../ports/web-fetcher.ts';
import type { ServiceBoard } from '../service-board.ts';
import type { Deadlines } from './deadline.ts';
import { createExtraction } from './extract.ts';
import { createHearing } from './hearing.ts';
import { createIngestion } from './ingest.ts';
import { createLibrary } from './library.ts';
import { createMeaningReport, embeddingProgress } from './meaning.ts';
import { createNearest } from './nearest.ts';
import { createResumableUploads } from './resumable-uploads.ts';
import { createRetriever } from './retrieve.ts';
import { createSaidRecall } from './said-recall.ts';
import { createSearch } from './search.ts';
import { createTalksSearch } from './search-talks.ts';
import { createSight } from './sight.ts';
import { createVectorWriter } from './vector-writer.ts';

export interface KnowledgeDeps {
  stores: {
    documents: DocumentStore;
    passages: PassageStore;
    said: SaidSearch;
    courses: CourseStore;
    spaces: SpaceStore;
    uploads: UploadStore;
    texts: Record<SpaceKind, EmbeddableTexts>;
  };
  blobs: BlobStore;
  vectors: VectorStore;
  embedders: EmbedderSource;
  /** For the kinds of files that are not text already. */
  extractors: readonly TextExtractor[];
  web: WebFetcher;
  /** Reads images and scanned pages, where there is one that sees. */
  sight?: { model: LanguageModel; pictures: Pictures; usage: UsageNotes } | undefined;
  /** Writes recordings down, where there is a speech service. */
  hearing?: { speechToText: SpeechToText; sounds: SoundDecoder } | undefined;
  /** Of each search; the usual ones without. */
  deadlines?: Deadlines | undefined;
  /** Bytes that a learner's files may have together; no bound without it. */
  quotaBytes?: number | undefined;
  signals: Signals;
  board: ServiceBoard;
  clock: Clock;
  events: Events['knowledge'];
  /** A document of that kind waits to be read. */
  onQueued: (kind: string) => void;
  /** A document was deleted: its vectors and file are to go. */
  onRemoved: () => void;
}

/** Everything that knows a learner's material, over the stores it is given. */
export function createKnowledge(deps: KnowledgeDeps) {
  const { stores, blobs, vectors, embedders, signals, board, clock, events, deadlines } = deps;
  const { documents, passages, said, courses, spaces, texts } = stores;
  const writers = {
    material: createVectorWriter({ texts: texts.material, spaces, vectors, clock }),
    talks: createVectorWriter({ texts: texts.talks, spaces, vectors, clock }),
  };
  const nearest = createNearest({ vectors, spaces, embedders });
  const recall = createSaidRecall({ nearest, said });
  const sight = deps.sight && createSight({ ...deps.sight, clock });
  const hearing = deps.hearing && createHearing({ ...deps.hearing, clock });
  const extraction = createExtraction({ extractors: deps.extractors, sight, hearing });
  const retriever = createRetriever({ passages, nearest, board, clock, events, deadlines });
  const library = createLibrary({
    ...deps,
    documents,
    requireReader: extraction.requireReader,
    embedding: (learnerId) => embeddingProgress(texts.material, embedders, learnerId),
  });
  return {
    library,
    uploads: createResumableUploads({ ...deps, uploads: stores.uploads, library }),
    retriever,
    recall,
    search: createSearch({
      retriever,
      documents,
      courses,
      talks: createTalksSearch({ said, recall, clock, events, deadlines }),
      embedders,
    }),
    ingestion: createIngestion({
      documents,
      blobs,
      extraction,
      writer: writers.material,
      embedders,
      signals,
      clock,
      events,
    }),
    writers: [writers.material, writers.talks],
    meaning: createMeaningReport(texts.material, embedders),
  };
}
