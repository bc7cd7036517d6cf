import { toAppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { VectorWriter } from './vector-writer.ts';

/** A document whose text is stored, and whose vectors are wanted. */
interface JoiningDocument {
  id: string;
  learnerId: string;
  /** How many vectors that are at most. */
  passages: number;
  embedder: Embedder;
  signal: AbortSignal;
  /** Some of them were stored. */
  onBatch: () => Promise<void>;
}

/**
 * Writes the vectors of documents, those of one learner together: a request to the vector store, and the transactions around it, cost
 * by themselves as much as many vectors do.
 */
export interface JoinedWriting {
  /** Resolves when all vectors of the document are stored. Throws what a vector writer throws, or the signal's reason. */
  write(document: JoiningDocument): Promise<void>;
  /** A document of the learner's is being read, and joins soon. @returns what to call when it has, or will not */
  expect(learnerId: string): () => void;
}

/** Larger documents are written by themselves: no small one waits for all of theirs. */
const MAX_PASSAGES = 200;
/** Texts of a batch: some hundred milliseconds of work for a small model; as many as the store takes at once. */
const BATCH = { model: 64, builtIn: 200 };
/** While others are being read, those that are wait so long for company, ms. */
const GATHER_MS = 150;

export function createJoinedWriting({ writer, clock }: { writer: VectorWriter; clock: Clock }): JoinedWriting {
  const queues = new Map<string, Queue>();

  function queueOf(learnerId: string): Queue {
    const queue = queues.get(learnerId) ?? new Queue(writer, clock, () => queues.delete(learnerId));
    queues.set(learnerId, queue);
    return queue;
  }

  return {
    async write(document) {
      if (document.passages <= MAX_PASSAGES) return queueOf(document.learnerId).write(document);
      await writeAlone(writer, document);
    },
    expect: (learnerId) => queueOf(learnerId).expect(),
  };
}

async function writeAlone(writer: VectorWriter, document: JoiningDocument): Promise<void> {
  const { id, learnerId, embedder, signal, onBatch } = document;
  await writer.write({ embedder, scope: { learnerId, group: id }, signal, onBatch });
}

type Waiting = JoiningDocument & { done: PromiseWithResolvers<void> };

/** Documents of one learner. */
class Queue {
  readonly #writer: VectorWriter;
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  #waiting: Waiting[] = [];
  #expected = 0;
  #isWorking = false;
  #changed: () => void = () => undefined;

  constructor(writer: VectorWriter, clock: Clock, onIdle: () => void) {
    this.#writer = writer;
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  expect(): () => void {
    this.#expected += 1;
    return () => {
      this.#expected -= 1;
      this.#changed();
      this.#mayBeIdle();
    };
  }

  write(document: JoiningDocument): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#waiting.push({ ...document, done });
    this.#changed();
    if (!this.#isWorking) void this.#work();
    return done.promise;
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.length > 0) {
      await this.#gather();
      await this.#writeTogether(this.#takeBatch());
    }
    this.#isWorking = false;
    this.#mayBeIdle();
  }

  #mayBeIdle(): void {
    if (this.#expected === 0 && !this.#isWorking) this.#onIdle();
  }

  async #gather(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(GATHER_MS, resolve);
    this.#changed = () => {
      if (this.#expected === 0 || passagesOf(this.#waiting) >= batchOf(this.#waiting)) resolve();
    };
    this.#changed();
    await promise;
    cancel();
    this.#changed = () => undefined;
  }

  /** The first ones that make a batch; of one embedder, should there be another one in between. */
  #takeBatch(): Waiting[] {
    const [first] = this.#waiting;
    const alike = this.#waiting.filter(({ embedder }) => embedder === first?.embedder);
    const batch: Waiting[] = [];
    for (const document of alike) if (passagesOf(batch) < batchOf(alike)) batch.push(document);
    this.#waiting = this.#waiting.filter((document) => !batch.includes(document));
    return batch;
  }

  async #writeTogether(documents: Waiting[]): Promise<void> {
    try {
      await this.#writeBatches(documents);
      settle(documents);
    } catch (error) {
      const { code } = toAppError(error);
      const isOfAll = documents.length === 1 || code.endsWith('_unavailable') || documents.every(isAborted);
      if (isOfAll) for (const { done } of documents) done.reject(error);
      // One of them may be what it fails at.
      else for (const document of documents) await this.#writeOne(document);
    }
  }

  async #writeOne(document: Waiting): Promise<void> {
    await writeAlone(this.#writer, document).then(document.done.resolve, document.done.reject);
  }

  async #writeBatches(documents: Waiting[]): Promise<void> {
    const [first] = documents;
    if (!first) return;
    const { learnerId, embedder } = first;
    const byId = new Map(documents.map((document) => [document.id, document]));
    const options = { embedder, scope: { learnerId, groups: [...byId.keys()] }, limit: batchOf(documents) };
    const signal = whenAllAre(documents.map((document) => document.signal));
    for (;;) {
      const { groups, isLast } = await this.#writer.writeBatch({ ...options, signal });
      for (const id of groups.keys()) await byId.get(id)?.onBatch();
      if (isLast) break;
    }
    await this.#writer.complete(learnerId, embedder);
  }
}

function isAborted({ signal }: Waiting): boolean {
  return signal.aborted;
}

function settle(documents: readonly Waiting[]): void {
  for (const { signal, done } of documents) {
    if (signal.aborted) done.reject(signal.reason);
    else done.resolve();
  }
}

/** Aborted when all of them are: until then somebody wants what is done. */
function whenAllAre(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const look = () => {
    const last = signals.every(({ aborted }) => aborted) ? signals.at(-1) : undefined;
    if (last) all.abort(last.reason);
  };
  for (const signal of signals) signal.addEventListener('abort', look, { once: true });
  look();
  return all.signal;
}

function passagesOf(documents: readonly Waiting[]): number {
  return documents.reduce((sum, { passages }) => sum + passages, 0);
}

function batchOf([first]: readonly Waiting[]): number {
  return first?.embedder.semantic ? BATCH.model : BATCH.builtIn;
}
