import { availableParallelism } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import { unavailable } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { ServiceBoard } from '../../service-board.ts';
import { KeptThread } from '../../threads/kept-thread.ts';
import { ModelThread, type ModelThreadOptions } from '../../threads/model-thread.ts';
import type { EmbedJob, EmbedReady } from './embed-messages.ts';
import type { ModelTask } from './load-pipeline.ts';

export interface TransformersOptions {
  /** Name of a model on the hub, or an absolute path of a folder that holds one. */
  model: string;
  cacheDir: string;
  board: ServiceBoard;
  logger: Logger;
  clock: Clock;
  /** Loading is given up when nothing has arrived for so long, ms. */
  stallMs?: number;
  /** Where models are fetched from; the hub when left out. */
  remoteHost?: string | undefined;
  /** Nothing is fetched: the model is in the cache, or it can't be had. */
  localOnly?: boolean | undefined;
  /** Told how much of the model has arrived, in percent. */
  onProgress?: ((percent: number) => void) | undefined;
}

const STALL_MS = 60_000;

/**
 * Loads a sentence embedding model into a thread of its own; downloads it first where it isn't in the cache yet. When the thread
 * dies it is started again, and what was under way fails with `embedder_unavailable`.
 * Throws `embedder_unavailable` when the model cannot be had.
 */
export async function loadTransformersEmbedder(
  options: TransformersOptions,
  signal: AbortSignal,
): Promise<Embedder & { close(): Promise<void> }> {
  const task: ModelTask = {
    model: options.model,
    cacheDir: options.cacheDir,
    remoteHost: options.remoteHost,
    localOnly: options.localOnly,
    // The other half is for the server itself.
    threads: Math.max(1, Math.floor(availableParallelism() / 2)),
  };
  const threadOptions: ModelThreadOptions = {
    program: new URL('./embed-worker.ts', import.meta.url),
    task,
    stallMs: options.stallMs ?? STALL_MS,
    onProgress: options.onProgress,
    unavailable: (message, cause) => unavailable('embedder_unavailable', message, cause),
  };
  const thread = await ModelThread.load<EmbedReady, EmbedJob, Float32Array>(threadOptions, signal);
  return new TransformersEmbedder(options, threadOptions, thread);
}

class TransformersEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;
  readonly semantic = true;
  readonly #thread: KeptThread<EmbedReady, EmbedJob, Float32Array>;

  constructor(
    options: TransformersOptions,
    threadOptions: ModelThreadOptions,
    thread: ModelThread<EmbedReady, EmbedJob, Float32Array>,
  ) {
    const { model, board, logger, clock } = options;
    const name = isAbsolute(model) ? basename(model) : model;
    this.id = `${name}@${thread.ready.precision}`;
    this.dimensions = thread.ready.dimensions;
    const onReady = (ready: EmbedReady) => {
      if (ready.dimensions !== this.dimensions || ready.precision !== thread.ready.precision) {
        throw unavailable('embedder_unavailable', 'The model on disk has changed: restart the server.');
      }
      board.report('embedder', 'ok');
    };
    const onDown = () =>
      board.report('embedder', 'degraded', 'The embedding model has stopped; it is being restarted.');
    this.#thread = new KeptThread({ ...threadOptions, name: this.id, logger, clock, onReady, onDown }, thread);
  }

  async embed(texts: string[], kind: 'query' | 'passage', signal?: AbortSignal): Promise<Float32Array[]> {
    if (texts.length === 0) return [];
    const values = await this.#thread.ask({ texts, kind }, { signal });
    return texts.map((_, i) => values.slice(i * this.dimensions, (i + 1) * this.dimensions));
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
