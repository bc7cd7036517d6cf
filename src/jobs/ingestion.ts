import { type Ingestion, ReadingCancelled } from '../knowledge/ingest.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Document, DocumentStore } from '../ports/document-store.ts';
import type { Signals } from '../ports/signals.ts';
import { isRecording } from '../protocol/document-kinds.ts';

export interface IngestionJobDeps {
  documents: DocumentStore;
  ingestion: Ingestion;
  signals: Signals;
  clock: Clock;
  logger: Logger;
  /** Name of this process among those that share the database. */
  owner: string;
  /** No other process can be alive: documents that another one left are taken over without waiting for its lease. */
  alone: boolean;
}

export interface IngestionJob {
  /** Looks for queued documents now: one of that kind was queued, or any. */
  wake(kind?: string): void;
  /** Takes no more, stops the running ones (they go on at the next start) and resolves when they have let go. */
  stop(): Promise<void>;
}

/**
 * Documents read at once: extraction has threads of its own, and two keep both a PDF and a note going. A recording waits for a speech
 * service, for an hour perhaps: those have places of their own, so that nothing else waits for them.
 */
const PLACES = [
  { recordings: false, count: 2 },
  { recordings: true, count: 2 },
];
/** Those whose text is stored wait for their vectors, which are written together: they keep none of those places. */
const WAITING_FOR_VECTORS = 32;
/** Other nodes' uploads are found within this time, ms. */
const POLL_MS = 5000;
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;

/** Reads queued documents, a few at a time, for as long as the process lives. */
export function startIngestion(deps: IngestionJobDeps): IngestionJob {
  const job = new Job(deps);
  job.wake();
  return job;
}

interface Reading {
  done: Promise<void>;
  stop: AbortController;
  isRecording: boolean;
  /** Its text is stored. */
  isRead: boolean;
}

class Job implements IngestionJob {
  readonly #deps: IngestionJobDeps;
  readonly #running = new Map<string, Reading>();
  readonly #unsubscribe: () => void;
  readonly #stopping = new AbortController();
  #claiming: Promise<void> | undefined;
  #again = false;
  /** Counts the calls of `wake`, of recordings and of the rest: a look that was begun before one may have missed what it is about. */
  readonly #woken = { recordings: 0, others: 0 };
  /** Up to which call nothing was left: who ends a reading need not look again. */
  readonly #foundNone = { recordings: -1, others: -1 };
  #cancelPoll: () => void = () => undefined;

  constructor(deps: IngestionJobDeps) {
    this.#deps = deps;
    this.#unsubscribe = deps.signals.subscribe((signal) => {
      if (signal.type === 'cancelled') this.#running.get(signal.documentId)?.stop.abort(new ReadingCancelled());
    });
  }

  wake(kind?: string): void {
    const isRecorded = kind !== undefined && isRecording(kind);
    if (kind === undefined || isRecorded) this.#woken.recordings += 1;
    if (!isRecorded) this.#woken.others += 1;
    this.#look();
  }

  #look(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#claiming) {
      this.#again = true;
      return;
    }
    this.#cancelPoll();
    this.#claiming = this.#claimAll().finally(() => {
      this.#claiming = undefined;
      this.#cancelPoll = this.#deps.clock.after(POLL_MS, () => this.wake());
      if (this.#again) {
        this.#again = false;
        this.#look();
      }
    });
  }

  async stop(): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort(new Error('the server stops'));
    await this.#claiming;
    this.#cancelPoll();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** Never rejects. */
  async #claimAll(): Promise<void> {
    try {
      for (const { recordings, count } of PLACES) await this.#claim(recordings, count);
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'queued documents could not be looked for');
    }
  }

  async #claim(recordings: boolean, places: number): Promise<void> {
    const { documents, owner, alone, clock } = this.#deps;
    const which = recordings ? 'recordings' : 'others';
    while (this.#hasPlace(recordings, places) && !this.#stopping.signal.aborted) {
      const now = clock.now();
      const woken = this.#woken[which];
      if (woken === this.#foundNone[which]) return;
      const document = await documents.claim(owner, now, now + LEASE_MS, { alone, recordings });
      if (!document) this.#foundNone[which] = woken;
      // Ours already: its lease ran out while this process was held up, and is fresh again now.
      if (!document || this.#running.has(document.id)) return;
      this.#begin(document, recordings);
    }
  }

  #hasPlace(recordings: boolean, places: number): boolean {
    const running = [...this.#running.values()].filter(({ isRecording }) => isRecording === recordings);
    const reading = running.filter(({ isRead }) => !isRead).length;
    return reading < places && running.length - reading < WAITING_FOR_VECTORS;
  }

  #begin(document: Document, isRecording: boolean): void {
    const stop = new AbortController();
    const reading = { stop, isRecording, isRead: false, done: Promise.resolve() };
    this.#running.set(document.id, reading);
    reading.done = this.#run(document, stop.signal, () => {
      reading.isRead = true;
      this.#look();
    });
  }

  /** Never rejects. */
  async #run(document: Document, stopped: AbortSignal, onRead: () => void): Promise<void> {
    const release = this.#keepLease(document.id);
    try {
      await this.#deps.ingestion.run(document, AbortSignal.any([stopped, this.#stopping.signal]), onRead);
    } catch (error) {
      this.#deps.logger.warn({ err: error, documentId: document.id }, 'reading a document is tried again later');
    } finally {
      release();
      this.#running.delete(document.id);
      this.#look();
    }
  }

  #keepLease(id: string): () => void {
    const { documents, owner, clock, logger } = this.#deps;
    let cancel: () => void = () => undefined;
    const renewLater = () => {
      cancel = clock.after(RENEW_MS, () => {
        renewLater();
        documents.renewLease(id, owner, clock.now() + LEASE_MS).catch((error: unknown) => {
          logger.warn({ err: error, documentId: id }, 'the lease of a document was not renewed');
        });
      });
    };
    renewLater();
    return () => cancel();
  }
}
