import { Worker } from 'node:worker_threads';
import type { ThreadAnswer, ThreadResults, ThreadTask } from './extraction-messages.ts';
import { type RefusalReason, refusalOf } from './refusals.ts';

export interface ThreadLimits {
  /** How long one file may take. */
  timeLimitMs: number;
  /** How much memory one file may take, in MiB: of objects, and once more of buffers. */
  memoryLimitMb: number;
}

type AnswerOf<Task extends ThreadTask> = ThreadAnswer<ThreadResults[Task['work']]>;

/** Why a thread was stopped, or stopped by itself, before it answered. */
export class ThreadStopped extends Error {
  override readonly name = 'ThreadStopped';
  readonly reason: RefusalReason;

  constructor(reason: 'too_slow' | 'too_heavy' | 'damaged', cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

const WATCH_MS = 100;
const MIB = 1024 * 1024;

/** A thread that works on files, one after the other, until it is ended, takes too much memory, or a file ends it. */
export class ExtractionThread {
  readonly #worker: Worker;
  readonly #memoryLimitMb: number;
  #answered = 0;
  #bytesLeft = 0;
  #ended = false;

  constructor(memoryLimitMb: number) {
    this.#memoryLimitMb = memoryLimitMb;
    this.#worker = new Worker(new URL('./extraction-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, stackSizeMb: 4 },
      stdout: true,
      stderr: true,
      env: {},
    });
    // What parsers say to the console would be kept for as long as the thread lives.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    // An error between two files is nobody's; the thread is over.
    this.#worker.on('error', () => {
      this.#ended = true;
    });
    this.onEnd(() => {
      this.#ended = true;
    });
  }

  /** Files that it has answered for. */
  get answered(): number {
    return this.#answered;
  }

  /** Bytes of buffers that its last file left in it, until they are collected. */
  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  get ended(): boolean {
    return this.#ended;
  }

  onEnd(listener: () => void): void {
    this.#worker.once('exit', listener);
  }

  /** Whether it keeps the process alive. */
  hold(isHeld: boolean): void {
    if (isHeld) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Takes on one file at a time. Rejects with ThreadStopped or the signal's reason: the thread is to be ended then. */
  async work<Task extends ThreadTask>(task: Task, signal: AbortSignal): Promise<AnswerOf<Task>> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<{ answer: AnswerOf<Task>; bytesLeft: number }>();
    const stop = (reason: 'too_heavy' | 'damaged', cause?: unknown) => reject(new ThreadStopped(reason, cause));
    const onAbort = () => reject(signal.reason);
    const onError = (error: unknown) => stop(isOutOfMemory(error) ? 'too_heavy' : 'damaged', error);
    const onExit = () => stop('damaged');
    // What an earlier file left, and nobody has collected yet, is not this one's.
    const allowed = this.#bytesLeft + this.#memoryLimitMb * MIB;
    const watch = setInterval(() => {
      externalMemory(this.#worker).then((bytes) => bytes > allowed && stop('too_heavy'), reject);
    }, WATCH_MS);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#worker.once('message', resolve).once('error', onError).once('exit', onExit);
    try {
      this.#post(task);
      const { answer, bytesLeft } = await promise;
      this.#answered += 1;
      this.#bytesLeft = bytesLeft;
      return answer;
    } finally {
      clearInterval(watch);
      signal.removeEventListener('abort', onAbort);
      this.#worker.off('message', resolve).off('error', onError).off('exit', onExit);
    }
  }

  /** Whatever it does is stopped. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }

  #post(task: ThreadTask): void {
    // A copy of its own: the thread takes the memory over, and the caller's buffer may be part of a pool.
    const copy = new ArrayBuffer(task.file.length);
    const file = new Uint8Array(copy);
    file.set(task.file);
    this.#worker.postMessage({ ...task, file } satisfies ThreadTask, [copy]);
  }
}

/** Buffers are outside the heap, which `resourceLimits` alone bounds. */
async function externalMemory(worker: Worker): Promise<number> {
  try {
    return (await worker.getHeapStatistics()).external_memory;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_NOT_RUNNING') return 0;
    throw error;
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Runs a piece of work that is stopped when its time is up. Rejects with ThreadStopped, or with the signal's reason. */
export async function inTime<Result>(
  timeLimitMs: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(new ThreadStopped('too_slow')), timeLimitMs);
  try {
    return await work(signal ? AbortSignal.any([time.signal, signal]) : time.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What comes of a piece of work. Throws AppError for a file that cannot be worked on; what else was thrown is passed on. */
export async function resultOf<Result>(
  kind: { code: string; name: string },
  work: () => Promise<ThreadAnswer<Result>>,
): Promise<Result> {
  try {
    const answer = await work();
    if (answer.outcome === 'refused') throw refusalOf(kind, answer.reason, new Error(answer.detail));
    return answer.result;
  } catch (error) {
    throw error instanceof ThreadStopped ? refusalOf(kind, error.reason, error.cause) : error;
  }
}

/**
 * The result of a piece of work in a thread of its own, which ends with it: for decoders whose memory is not seen from
 * here. Throws AppError for a file that cannot be worked on, or the signal's reason.
 */
export function resultInThread<Task extends ThreadTask>(
  task: Task,
  limits: ThreadLimits,
  kind: { code: string; name: string },
  signal: AbortSignal | undefined,
): Promise<ThreadResults[Task['work']]> {
  return resultOf(kind, () =>
    inTime(limits.timeLimitMs, signal, async (stopped) => {
      const thread = new ExtractionThread(limits.memoryLimitMb);
      try {
        return await thread.work(task, stopped);
      } finally {
        await thread.end();
      }
    }),
  );
}
