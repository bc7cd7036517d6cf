import { parentPort, type Transferable } from 'node:worker_threads';
import type { FromThread, ToThread } from './thread-messages.ts';

/** A model as a thread serves it. */
export interface ServedModel<Ready, Job, Answer> {
  /** What the thread says of it. */
  ready: Ready;
  /** Jobs it does at a time: one where left out. */
  atOnce?: number;
  /** @param signal aborted when nobody waits any more; a model that can't stop ends its run. */
  run(job: Job, signal: AbortSignal): Promise<{ answer: Answer; transfer?: Transferable[] }>;
  dispose(): Promise<void>;
}

/**
 * The program of a thread: loads a model and does the jobs it is sent, in the order in which they were sent. A job that nobody
 * waits for any more is dropped from the queue, or told to stop.
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
  readonly #running = new Map<number, { cancel: AbortController; done: Promise<void> }>();
  #waiting: { id: number; job: Job }[] = [];

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
    this.#startNext();
  }

  #cancel(id: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    this.#running.get(id)?.cancel.abort(new Error('nobody waits any more'));
  }

  #startNext(): void {
    const { atOnce = 1 } = this.#model;
    while (this.#running.size < atOnce) {
      const next = this.#waiting.shift();
      if (!next) return;
      const cancel = new AbortController();
      this.#running.set(next.id, { cancel, done: this.#run(next.id, next.job, cancel.signal) });
    }
  }

  /** Never rejects. */
  async #run(id: number, job: Job, signal: AbortSignal): Promise<void> {
    try {
      const { answer, transfer } = await this.#model.run(job, signal);
      if (!signal.aborted) this.#post({ type: 'answer', id, answer }, transfer);
    } catch (error) {
      if (!signal.aborted) this.#post({ type: 'failed', id, detail: detail(error) });
    }
    if (this.#waiting.length === 0) {
      this.#running.delete(id);
      return;
    }
    // Messages that came meanwhile, such as a cancel, are heard before the next job.
    setImmediate(() => {
      this.#running.delete(id);
      this.#startNext();
    });
  }

  async #close(): Promise<void> {
    this.#waiting = [];
    const running = [...this.#running.values()];
    for (const { cancel } of running) cancel.abort(new Error('closing'));
    await Promise.all(running.map(({ done }) => done));
    await this.#model.dispose();
    parentPort?.close();
  }
}

function detail(error: unknown): string {
  return String(error).slice(0, 500);
}
