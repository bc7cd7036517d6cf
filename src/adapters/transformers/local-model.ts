import { availableParallelism } from 'node:os';
import { basename, isAbsolute } from 'node:path';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeptThreadOptions } from '../../threads/kept-thread.ts';
import type { ModelTask } from './load-pipeline.ts';

export interface LocalSpeechOptions {
  /** Name of a model on the hub, or an absolute path of a folder that holds one. */
  model: string;
  cacheDir: string;
  logger: Logger;
  clock: Clock;
  /** Told when the model can't be used for now, in words for people, and with nothing when it can again. */
  onState?(reason: string | undefined): void;
  /** Where models are fetched from; the hub when left out. */
  remoteHost?: string | undefined;
  /** Loading is given up when nothing has arrived for so long, ms. */
  stallMs?: number;
}

const STALL_MS = 60_000;
/** Utterances or sentences that may wait for one model. More would be heard or said too late to be of use. */
const QUEUE = 16;
/** Until there may be room again, seconds. */
export const RETRY_AFTER_S = 5;

/** Name of a local model, as metrics and logs have it. */
export function localName(model: string): string {
  return `local/${isAbsolute(model) ? basename(model) : model}`;
}

interface LocalThread {
  kept: Omit<KeptThreadOptions<unknown>, 'unavailable'>;
  /** Why there is no model now; undefined while there is one. */
  notReady(): string | undefined;
}

/** How a thread with a speech model is started and kept. */
export function localThread(options: LocalSpeechOptions, program: URL, what: string): LocalThread {
  const { model, cacheDir, remoteHost, logger, clock, stallMs = STALL_MS } = options;
  let reason: string | undefined = `${what} is being loaded.`;
  const tell = (now: string | undefined) => {
    reason = now;
    options.onState?.(now);
  };
  // The other half is for the server itself.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  // Told when whoever sets up the service has said that it is there.
  queueMicrotask(() => tell(reason));
  return {
    kept: {
      name: localName(model),
      program,
      task: { model, cacheDir, remoteHost, threads } satisfies ModelTask,
      stallMs,
      logger,
      clock,
      onReady: () => tell(undefined),
      onDown: () => tell(`${what} could not be loaded or has stopped; it is tried again.`),
    },
    notReady: () => reason,
  };
}

/** Counts who waits for a model, and refuses those who are too many. */
export class Waiting {
  readonly #refuse: () => Error;
  #count = 0;

  constructor(refuse: () => Error) {
    this.#refuse = refuse;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#count >= QUEUE) throw this.#refuse();
    this.#count += 1;
    try {
      return await work();
    } finally {
      this.#count -= 1;
    }
  }
}
