import { type Transferable, Worker } from 'node:worker_threads';
import type { AppError } from '../errors.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

export interface ModelThreadOptions {
  /** The program that the thread runs. */
  program: URL;
  /** What it is started with. */
  task: unknown;
  /** Loading is given up when nothing has arrived for so long, ms. */
  stallMs: number;
  /** Told how much of the model has arrived, in whole percent, each time that it is more. */
  onProgress?: ((percent: number) => void) | undefined;
  /** The error for a model that can't be used; the message is for people. */
  unavailable(message: string, cause?: unknown): AppError;
  /** The error for a job that the model could not do; `unavailable` where left out. */
  failed?(message: string, cause: unknown): AppError;
}

export interface Asking {
  signal?: AbortSignal | undefined;
  /** Buffers of the job that are handed over instead of copied. */
  transfer?: Transferable[];
}

interface Waiting<Answer> {
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

const CLOSE_MS = 3000;

/** A thread with a loaded model. It serves until it ends, by `close` or by itself. */
export class ModelThread<Ready, Job, Answer> {
  /** What the thread said of its model. */
  readonly ready: Ready;
  readonly #worker: Worker;
  readonly #options: ModelThreadOptions;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #lastId = 0;
  #ended = false;

  /** Starts a thread and waits for its model. Throws `options.unavailable`, or the reason of `signal`. */
  static async load<Ready, Job, Answer>(
    options: ModelThreadOptions,
    signal: AbortSignal,
  ): Promise<ModelThread<Ready, Job, Answer>> {
    signal.throwIfAborted();
    const worker = new Worker(options.program, { workerData: options.task, stdout: true, stderr: true });
    try {
      const ready = await loaded<Ready, Answer>(worker, options, signal);
      return new ModelThread(worker, ready, options);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  private constructor(worker: Worker, ready: Ready, options: ModelThreadOptions) {
    this.#worker = worker;
    this.ready = ready;
    this.#options = options;
    worker.on('message', (message: FromThread<Ready, Answer>) => this.#heard(message));
    worker.on('error', () => this.#end());
    worker.on('exit', () => this.#end());
  }

  /** Whether it serves no more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Calls back once, when it has ended. */
  onEnd(listener: () => void): void {
    this.#worker.once('exit', listener);
  }

  /** Throws `options.failed` when the job fails, `options.unavailable` when the thread ends, or the reason of `signal`. */
  async ask(job: Job, { signal, transfer }: Asking = {}): Promise<Answer> {
    signal?.throwIfAborted();
    if (this.#ended) throw this.#gone();
    this.#lastId += 1;
    const id = this.#lastId;
    const abort = () => {
      this.#post({ type: 'cancel', id });
      this.#settle(id)?.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await new Promise<Answer>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#post({ type: 'job', id, job }, transfer);
      });
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Lets the running job end, at most for 3 s. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#post({ type: 'close' });
    const force = setTimeout(() => void this.#worker.terminate(), CLOSE_MS);
    await exit;
    clearTimeout(force);
  }

  #post(message: ToThread<Job>, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #heard(message: FromThread<Ready, Answer>): void {
    if (message.type === 'answer') this.#settle(message.id)?.resolve(message.answer);
    if (message.type === 'failed') {
      const { failed, unavailable } = this.#options;
      const error = (failed ?? unavailable)('The model has failed.', new Error(message.detail));
      this.#settle(message.id)?.reject(error);
    }
  }

  #settle(id: number): Waiting<Answer> | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(this.#gone());
    this.#waiting.clear();
  }

  #gone(): AppError {
    return this.#options.unavailable('The model has stopped; it is being restarted.');
  }
}

/** Waits for the model, as long as anything arrives. */
function loaded<Ready, Answer>(worker: Worker, options: ModelThreadOptions, signal: AbortSignal): Promise<Ready> {
  const { stallMs, unavailable, onProgress } = options;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(unavailable('The model was not loaded.', cause));
    const stalled = () => fail(new Error(`nothing arrived for ${stallMs} ms`));
    let watch = setTimeout(stalled, stallMs);
    let told = -1;
    const abort = () => reject(signal.reason);
    const listen = (message: FromThread<Ready, Answer>) => {
      clearTimeout(watch);
      if (message.type === 'progress') {
        watch = setTimeout(stalled, stallMs);
        const { percent = told } = message;
        if (percent > told) onProgress?.(percent);
        told = Math.max(told, percent);
        return;
      }
      signal.removeEventListener('abort', abort);
      worker.off('message', listen);
      if (message.type === 'ready') resolve(message.ready);
      else fail(new Error(message.type === 'not_loaded' ? message.detail : 'it answered before it was asked'));
    };
    signal.addEventListener('abort', abort, { once: true });
    worker.on('message', listen);
    worker.once('error', fail);
    worker.once('exit', (code) => {
      clearTimeout(watch);
      fail(new Error(`the thread ended with ${code}`));
    });
  });
}
