import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { v5 } from 'uuid';
import { AppError, notFound, toAppError } from '../errors.ts';
import type { Events } from '../events.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Document, DocumentStore, Passage } from '../ports/document-store.ts';
import type { EmbedderSource } from '../ports/embedder.ts';
import type { Signals } from '../ports/signals.ts';
import type { ExtractedText } from '../ports/text-extractor.ts';
import type { DocumentStatus } from '../protocol/rest/documents.ts';
import { chunkInSteps } from './chunk.ts';
import { hasHeadings, hasTitle } from './document-kind.ts';
import type { Extraction } from './extract.ts';
import { createJoinedWriting } from './joined-writing.ts';
import { titleInside } from './titles.ts';
import type { VectorWriter } from './vector-writer.ts';

export interface IngestionDeps {
  documents: DocumentStore;
  blobs: BlobStore;
  extraction: Extraction;
  writer: VectorWriter;
  embedders: EmbedderSource;
  signals: Signals;
  clock: Clock;
  events: Pick<Events['knowledge'], 'documentReady' | 'documentFailed'>;
}

/** Why a reading is stopped for good: the learner does not want it. */
export class ReadingCancelled extends Error {
  override readonly name = 'ReadingCancelled';
}

/** Brings claimed documents from the file to ready. */
export interface Ingestion {
  /**
   * Reads, cuts, stores and embeds a document, from wherever an earlier attempt left it; in the end it is ready, failed, deleted,
   * or queued again. Rejects when it must be tried again: the document's lease then runs out.
   * @param onRead its text is stored: what is left is to wait for its vectors.
   */
  run(document: Document, signal: AbortSignal, onRead?: () => void): Promise<void>;
}

/** After so many attempts that ended without a word, a document is believed to be what ends them. */
const MAX_ATTEMPTS = 3;
/** Namespace of passage ids: a document read again has the same ids, so that its vectors are replaced. */
const PASSAGES = '6f2d1d7e-4a7c-5c8b-9a52-6c1f0c0e7b11';
/** A text is cut for so long before others get their turn, ms. */
const SLICE_MS = 10;

export function createIngestion(deps: IngestionDeps): Ingestion {
  const { documents, blobs, extraction, embedders, signals, clock, events } = deps;
  const joined = createJoinedWriting(deps);

  const moved = ({ learnerId, id }: Document) => signals.publish({ type: 'document', learnerId, documentId: id });

  /** Throws `not_found` where the learner has cancelled or deleted it. */
  async function move({ id }: Document, status: DocumentStatus): Promise<void> {
    if (!(await documents.setStatus(id, status))) throw notFound('document');
  }

  async function fail(document: Document, error: AppError): Promise<void> {
    if (!(await documents.setStatus(document.id, 'failed', { code: error.code, message: error.message }))) return;
    events.documentFailed(document.id, document.kind, error.code, error.cause ?? error);
    await moved(document);
  }

  async function extract(document: Document, signal: AbortSignal): Promise<number> {
    const file = await buffer(await blobs.get(document.blobKey));
    const extracted = await extraction.extract(file, document, signal);
    const passages = await cut(document, extracted, signal);
    await documents.saveExtraction(document.id, {
      text: extracted.text,
      pages: extracted.pages,
      title: hasTitle(document.kind) ? titleInside(extracted.title) : undefined,
      pageCount: extracted.pages.length || undefined,
      unreadablePages: extracted.unreadablePages,
      passages,
    });
    await moved(document);
    return passages.length;
  }

  /** Without a vector store or a model the document is ready for keyword search; its vectors are caught up later. */
  async function embed(document: Document, passages: number, signal: AbortSignal): Promise<void> {
    const embedder = embedders.current();
    if (!embedder) return;
    const { id, learnerId } = document;
    try {
      await joined.write({ id, learnerId, passages, embedder, signal, onBatch: () => moved(document) });
    } catch (error) {
      const { code } = toAppError(error);
      if (code !== 'vectors_unavailable' && code !== 'embedder_unavailable') throw error;
    }
  }

  /** Reads it, unless that was done, and goes on to its vectors. @returns how many passages it has */
  async function readAndEmbed(document: Document, signal: AbortSignal, onRead: () => void): Promise<number> {
    let passages = document.passageCount;
    let embedding: Promise<void>;
    const isRead = joined.expect(document.learnerId);
    try {
      if (passages === 0) passages = await extract(document, signal);
      embedding = embed(document, passages, signal);
    } finally {
      isRead();
      onRead();
    }
    await embedding;
    return passages;
  }

  async function bringToReady(document: Document, signal: AbortSignal, onRead: () => void): Promise<void> {
    // Text and passages are stored together: where there are passages, only vectors can be missing.
    const isCut = document.passageCount > 0;
    // Noted before the work: a document that kills the process is known by its attempts.
    const status = isCut ? 'embedding' : 'extracting';
    if (!(await documents.begin(document.id, status, document.attempts + 1))) throw notFound('document');
    await moved(document);
    const passages = await readAndEmbed(document, signal, onRead);
    await move(document, 'ready');
    events.documentReady(document.id, document.kind, clock.now() - document.createdAt, passages);
    await moved(document);
  }

  async function settle(document: Document, error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.reason instanceof ReadingCancelled) return;
    if (signal.aborted) {
      // Stopped, not failed: this attempt does not count.
      await documents.setAttempts(document.id, document.attempts);
      await documents.setStatus(document.id, 'queued');
      return;
    }
    const known = toAppError(error);
    if (known.code === 'not_found') return;
    if (!known.retryable) return fail(document, known);
    if (document.attempts + 1 >= MAX_ATTEMPTS) return fail(document, gaveUp(known));
    // Left as it is until its lease runs out, which gives whatever failed a minute to recover.
    throw error;
  }

  return {
    async run(document, signal, onRead = () => undefined) {
      if (document.attempts >= MAX_ATTEMPTS) return fail(document, crashed());
      try {
        await bringToReady(document, signal, onRead);
      } catch (error) {
        await settle(document, error, signal);
      }
    },
  };
}

async function cut(document: Document, extracted: ExtractedText, signal: AbortSignal): Promise<Passage[]> {
  const passages: Passage[] = [];
  let since = performance.now();
  for (const pieces of chunkInSteps({ ...extracted, markdown: hasHeadings(document.kind) })) {
    for (const piece of pieces) {
      const ordinal = passages.length;
      const id = v5(`${document.id}/${ordinal}`, PASSAGES);
      passages.push({ id, documentId: document.id, learnerId: document.learnerId, ordinal, ...piece });
    }
    if (performance.now() - since < SLICE_MS) continue;
    await setImmediate(undefined, { signal });
    since = performance.now();
  }
  return passages;
}

function crashed(): AppError {
  return new AppError({
    code: 'ingestion_crashed',
    status: 422,
    message: `Reading this document stopped the server ${MAX_ATTEMPTS} times. It is left alone now.`,
  });
}

function gaveUp(cause: AppError): AppError {
  return new AppError({
    code: 'ingestion_failed',
    status: 422,
    message: `This document could not be read in ${MAX_ATTEMPTS} attempts.`,
    cause: cause.cause ?? cause,
  });
}
