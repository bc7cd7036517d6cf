import type { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import { type Asking, ModelThread, type ModelThreadOptions } from './model-thread.ts';

export interface KeptThreadOptions<Ready> extends ModelThreadOptions {
  /** The model's name, for the log. */
  name: string;
  clock: Clock;
  logger: Logger;
  /** The model was loaded, at first or again. What it throws counts as not loaded. */
  onReady?(ready: Ready): void;
  /** The model can't be used for now: it was not loaded, or its thread has ended. */
  onDown?(error: unknown): void;
}

/** How long until a model that could not be loaded, or stopped soon, is tried again, ms. */
const RETRY_MS = [0, 1000, 5000, 30_000, 5 * 60_000];

/**
 * A model that is kept loaded: in the background from the start, again when its thread has ended, and again after a while
 * where it could not be had. What is asked while there is none fails at once.
 */
export class KeptThread<Ready, Job, Answer> {
  readonly #options: KeptThreadOptions<Ready>;
  readonly #closing = new AbortController();
  #thread: ModelThread<Ready, Job, Answer> | undefined;
  #loading: Promise<void>;
  #attempts = 0;
  #cancelRetry: () => void = () => undefined;

  /** @param first a thread that is loaded already */
  constructor(options: KeptThreadOptions<Ready>, first?: ModelThread<Ready, Job, Answer>) {
    this.#options = options;
    this.#loading = first ? Promise.resolve(this.#take(first)) : this.#load();
  }

  /** What the loaded model said of itself; undefined while there is none. */
  get ready(): Ready | undefined {
    return this.#thread?.ready;
  }

  /** As ModelThread's; throws `options.unavailable` also while there is no model. */
  async ask(job: Job, asking?: Asking): Promise<Answer> {
    if (!this.#thread) throw this.#missing();
    const answer = await this.#thread.ask(job, asking);
    this.#attempts = 0;
    return answer;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('closing'));
    this.#cancelRetry();
    await this.#loading;
    await this.#thread?.close();
    this.#thread = undefined;
  }

  /** Never rejects. */
  async #load(): Promise<void> {
    const { signal } = this.#closing;
    try {
      const thread = await ModelThread.load<Ready, Job, Answer>(this.#options, signal);
      try {
        this.#options.onReady?.(thread.ready);
      } catch (error) {
        await thread.close();
        throw error;
      }
      this.#take(thread);
      this.#options.logger.info({ model: this.#options.name }, 'model loaded');
    } catch (error) {
      this.#ended(error);
    }
  }

  #take(thread: ModelThread<Ready, Job, Answer>): void {
    this.#thread = thread;
    thread.onEnd(() => this.#ended(this.#options.unavailable('The model has stopped; it is being restarted.')));
  }

  #ended(error: unknown): void {
    this.#thread = undefined;
    if (this.#closing.signal.aborted) return;
    const { name, logger, clock, onDown } = this.#options;
    const delay = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)] ?? 0;
    this.#attempts += 1;
    logger.warn(
      { err: error, model: name, attempts: this.#attempts, delay },
      'a model is not there; it is tried again',
    );
    onDown?.(error);
    this.#cancelRetry = clock.after(delay, () => {
      this.#loading = this.#load();
    });
  }

  #missing(): AppError {
    return this.#options.unavailable('The model is not loaded yet.');
  }
}
