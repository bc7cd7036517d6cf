import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ToThread } from '../../threads/thread-messages.ts';
import type { EmbedJob, EmbedReady } from './embed-messages.ts';
import { loadModel, type Model } from './embed-model.ts';
import type { ModelTask } from './load-pipeline.ts';

/** Texts of one run of the model: enough to use it well, little enough that a query need not wait long. */
const RUN = 8;

type FromWorker = FromThread<EmbedReady, Float32Array>;

interface Waiting {
  id: number;
  job: EmbedJob;
  done: Float32Array[];
  at: number;
}

/** Embeds what it is sent, queries before passages. */
class EmbedWorker {
  readonly #model: Model;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(model: Model) {
    this.#model = model;
  }

  take(message: ToThread<EmbedJob>): void {
    if (message.type === 'job') this.#waiting.push({ ...message, done: [], at: 0 });
    if (message.type === 'cancel') this.#waiting = this.#waiting.filter(({ id }) => id !== message.id);
    if (message.type === 'close') void this.#close();
    else this.#running ??= this.#runAll().finally(() => (this.#running = undefined));
  }

  /** Never rejects. */
  async #runAll(): Promise<void> {
    for (;;) {
      const next = this.#waiting.find(({ job }) => job.kind === 'query') ?? this.#waiting[0];
      if (!next) return;
      const { id, job } = next;
      try {
        const texts = job.texts.slice(next.at, next.at + RUN);
        if (texts.length > 0) next.done.push(await this.#model.embed(texts, job.kind));
        next.at += RUN;
        if (next.at >= job.texts.length) this.#finish(id, { type: 'answer', id, answer: concat(next.done) });
      } catch (error) {
        this.#finish(id, { type: 'failed', id, detail: String(error).slice(0, 500) });
      }
      // Messages that came meanwhile, such as a cancel, are heard before the next run.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Nobody waits for a request that was cancelled. */
  #finish(id: number, message: FromWorker): void {
    const before = this.#waiting.length;
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    if (this.#waiting.length < before) post(message);
  }

  async #close(): Promise<void> {
    this.#waiting = [];
    await this.#running;
    await this.#model.dispose();
    parentPort?.close();
  }
}

function concat(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

const task: ModelTask = workerData;
try {
  const model = await loadModel(task, (percent) =>
    post({ type: 'progress', ...(percent !== undefined && { percent }) }),
  );
  const worker = new EmbedWorker(model);
  parentPort?.on('message', (message: ToThread<EmbedJob>) => worker.take(message));
  post({ type: 'ready', ready: { dimensions: model.dimensions, precision: model.precision } });
} catch (error) {
  post({ type: 'not_loaded', detail: String(error).slice(0, 500) });
}
