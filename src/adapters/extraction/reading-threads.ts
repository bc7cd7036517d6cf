import { availableParallelism } from 'node:os';
import type { Clock } from '../../ports/clock.ts';
import type { ReadTask, ReadText, ThreadAnswer } from './extraction-messages.ts';
import { ExtractionThread, inTime, type ThreadLimits, ThreadStopped } from './extraction-thread.ts';

export interface ReadingThreadsOptions extends Partial<ThreadLimits> {
  clock: Clock;
  /** Files that are read at once; others wait, which does not count as their time. */
  size?: number;
  /** A thread is ended after so many files. */
  filesPerThread?: number;
  /** A thread is ended when nothing was read in it for so long, ms. */
  idleMs?: number;
}

const DEFAULTS = {
  timeLimitMs: 60_000,
  memoryLimitMb: 512,
  size: Math.min(4, Math.max(2, availableParallelism())),
  filesPerThread: 100,
  idleMs: 30_000,
};
/** A thread in which a file leaves more bytes of buffers behind is not used again. */
const MAX_BYTES_LEFT = 32 * 1024 * 1024;

type Answer = ThreadAnswer<ReadText>;
type Task = { work: 'read' } & ReadTask;

/**
 * Threads that read files and are kept for the next ones. A thread is kept only after a file that was read: whatever else
 * happened to it, it is ended. What goes wrong in a thread that has read others counts only when it goes wrong in a new one
 * too, so that no file is refused for what another one left behind.
 */
export class ReadingThreads {
  readonly #options: typeof DEFAULTS & { clock: Clock };
  readonly #closing = new AbortController();
  readonly #alive = new Set<ExtractionThread>();
  /** With what cancels their end. The last one was used last. */
  #idle: { thread: ExtractionThread; keep: () => void }[] = [];
  #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(options: ReadingThreadsOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Rejects with ThreadStopped, or the signal's reason, at once. */
  async read(task: Task, signal?: AbortSignal): Promise<Answer> {
    const wanted = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    await this.#turn(wanted);
    try {
      return await inTime(this.#options.timeLimitMs, wanted, (stopped) => this.#readInAny(task, stopped));
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Ends all threads; what is being read, or waits, is rejected. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the readers are closed'));
    for (const { keep } of this.#idle.splice(0)) keep();
    await Promise.all([...this.#alive].map((thread) => thread.end()));
  }

  async #turn(wanted: AbortSignal): Promise<void> {
    wanted.throwIfAborted();
    if (this.#busy >= this.#options.size) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = () => {
        this.#waiting = this.#waiting.filter((other) => other !== enter);
        reject(wanted.reason);
      };
      const enter = () => {
        wanted.removeEventListener('abort', leave);
        // Counted before anybody else can come.
        this.#busy += 1;
        resolve();
      };
      wanted.addEventListener('abort', leave, { once: true });
      this.#waiting.push(enter);
      return promise;
    }
    this.#busy += 1;
  }

  async #readInAny(task: Task, stopped: AbortSignal): Promise<Answer> {
    const used = this.#takeIdle();
    if (!used) return this.#readIn(this.#start(), task, stopped);
    const suspicion = await this.#readIn(used, task, stopped).catch((error: unknown): ThreadStopped => {
      if (stopped.aborted || !(error instanceof ThreadStopped)) throw error;
      return error;
    });
    if ('outcome' in suspicion && suspicion.outcome === 'done') return suspicion;
    try {
      return await this.#readIn(this.#start(), task, stopped);
    } catch (error) {
      // No time is left to clear it of what was found in the first.
      if (!(stopped.reason instanceof ThreadStopped)) throw error;
      if ('outcome' in suspicion) return suspicion;
      throw suspicion;
    }
  }

  async #readIn(thread: ExtractionThread, task: Task, stopped: AbortSignal): Promise<Answer> {
    let isGood = false;
    try {
      const answer = await thread.work(task, stopped);
      isGood = answer.outcome === 'done' && thread.bytesLeft <= MAX_BYTES_LEFT;
      return answer;
    } finally {
      if (isGood && thread.answered < this.#options.filesPerThread && !this.#closing.signal.aborted) this.#keep(thread);
      else await thread.end();
    }
  }

  #start(): ExtractionThread {
    const thread = new ExtractionThread(this.#options.memoryLimitMb);
    this.#alive.add(thread);
    thread.onEnd(() => this.#alive.delete(thread));
    return thread;
  }

  #keep(thread: ExtractionThread): void {
    thread.hold(false);
    const end = () => {
      this.#idle = this.#idle.filter((other) => other.thread !== thread);
      void thread.end();
    };
    this.#idle.push({ thread, keep: this.#options.clock.after(this.#options.idleMs, end) });
  }

  /** The one used last, so that others become idle. */
  #takeIdle(): ExtractionThread | undefined {
    for (;;) {
      const next = this.#idle.pop();
      if (!next) return undefined;
      next.keep();
      if (next.thread.ended) continue;
      next.thread.hold(true);
      return next.thread;
    }
  }
}
