import { parentPort, type Transferable } from 'node:worker_threads';
import type { FromThread, ToThread } from './thread-messages.ts';

/** A model as a thread serves it. */
export interface ServedModel<Ready, Job, Answer> {
  /** What the thread says of it. */
  ready: Ready;
  /** @param signal aborted when nobody waits any more; a model that can't stop ends its run. */
  run(job: Job, signal: AbortSignal): Promise<{ answer: Answer; transfer?: Transferable[] }>;
  dispose(): Promise<void>;
}

/**
 * The program of a thread: loads a model and does the jobs it is sent, one after the other. A job that nobody waits for any
 * more is dropped from the queue, or told to stop.
 */
export async function serveJobs<Ready, Job, Answer>(
  load: (onProgress: () => void) => Promise<ServedModel<Ready, Job, Answer>>,
): Promise<void> {
  const post = (message: FromThread<Ready, Answer>, transfer: Transferable[] = []) =>
    parentPort?.postMessage(message, transfer);
  try {
    const model = await load(() => post({ type: 'progress' }));
    const queue = new Queue(model, post);
    parentPort?.on('message', (message: ToThread<Job>) => queue.take(message));
    post({ type: 'ready', ready: model.ready });
  } catch (error) {
    post({ type: 'not_loaded', detail: detail(error) });
  }
}

class Queue<Ready, Job, Answer> {
  readonly #model: ServedModel<Ready, Job, Answer>;
  readonly #post: (message: FromThread<Ready, Answer>, transfer?: Transferable[]) => void;
  #waiting: { id: number; job: Job }[] = [];
  #running: { id: number; cancel: AbortController } | undefined;
  #work: Promise<void> | undefined;

  constructor(
    model: ServedModel<Ready, Job, Answer>,
    post: (message: FromThread<Ready, Answer>, transfer?: Transferable[]) => void,
  ) {
    this.#model = model;
    this.#post = post;
  }

  take(message: ToThread<Job>): void {
    if (message.type === 'close') void this.#close();
    if (message.type === 'cancel') this.#cancel(message.id);
    if (message.type !== 'job') return;
    this.#waiting.push(message);
    this.#work ??= this.#runAll().finally(() => (this.#work = undefined));
  }

  #cancel(id: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    if (this.#running?.id === id) this.#running.cancel.abort(new Error('nobody waits any more'));
  }

  /** Never rejects. */
  async #runAll(): Promise<void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (!next) return;
      const { id, job } = next;
      this.#running = { id, cancel: new AbortController() };
      const { signal } = this.#running.cancel;
      try {
        const { answer, transfer } = await this.#model.run(job, signal);
        if (!signal.aborted) this.#post({ type: 'answer', id, answer }, transfer);
      } catch (error) {
        if (!signal.aborted) this.#post({ type: 'failed', id, detail: detail(error) });
      }
      this.#running = undefined;
      // Messages that came meanwhile, such as a cancel, are heard before the next job.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #close(): Promise<void> {
    this.#waiting = [];
    this.#running?.cancel.abort(new Error('closing'));
    await this.#work;
    await this.#model.dispose();
    parentPort?.close();
  }
}

function detail(error: unknown): string {
  return String(error).slice(0, 500);
}
