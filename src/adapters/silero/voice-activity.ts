import { setImmediate as nextPhase } from 'node:timers/promises';
import { unavailable } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VoiceActivity } from '../../ports/voice-activity.ts';
import { ModelThread, type ModelThreadOptions } from '../../threads/model-thread.ts';
import { type Batch, type BatchAnswer, type LineState, packBatch, unpackAnswer } from './batch.ts';
import { Line, type Waiting } from './line.ts';

export interface SileroOptions {
  clock: Clock;
  logger: Logger;
  /** By which jobs are kept apart; the machine's own, which nobody sets, when left out. */
  pace?: Clock;
}

/** Windows of one job. A window alone takes 130 µs of processor time, one among many 55 µs; 256 hold the others up for some 14 ms. */
const JOB = 256;
/** Jobs begin so far apart at least, ms: where many lines speak, their windows are heard together. One line alone never waits. */
const APART_MS = 8;
/** A model that failed to load is not tried again before, ms. */
const RETRY_MS = 1000;
const STALL_MS = 20_000;
type Thread = ModelThread<undefined, Batch, BatchAnswer>;

const MACHINE: Clock = {
  now: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const THREAD: ModelThreadOptions = {
  program: new URL('./silero-worker.ts', import.meta.url),
  task: undefined,
  stallMs: STALL_MS,
  unavailable: (message, cause) => unavailable('voice_activity_unavailable', message, cause),
};

/**
 * Silero's model in a thread of its own, loaded when the first window comes and again after its thread has died; what all
 * lines have brought meanwhile is one job. Lines keep their own memory, so nothing of them is lost with the thread. A line that has been
 * quiet for half a second is silent without the model. `probability` rejects with
 * `voice_activity_unavailable` where the model can't be had or dies, with `voice_activity_closed` after `close`, and with `voice_activity_late` for more than 62 windows
 * that wait on one line.
 */
export function createSileroVoiceActivity(options: SileroOptions): VoiceActivity & { close(): Promise<void> } {
  const silero = new Silero(options);
  return { open: () => new Line((stretch) => silero.run(stretch)), close: () => silero.close() };
}

class Silero {
  readonly #options: SileroOptions;
  readonly #closing = new AbortController();
  #thread: Promise<Thread> | undefined;
  #notBefore = 0;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** When the last job began, by `pace`, ms. */
  #beganAt = Number.NEGATIVE_INFINITY;
  /** The line that the last job was for, where that was one alone. */
  #alone: LineState | undefined;

  constructor(options: SileroOptions) {
    this.#options = options;
  }

  run(stretch: Waiting): void {
    this.#waiting.push(stretch);
    this.#running ??= this.#runAll();
  }

  async close(): Promise<void> {
    this.#closing.abort(unavailable('voice_activity_closed', 'The server is stopping.'));
    await this.#running;
    const [loaded] = await Promise.allSettled([this.#thread]);
    if (loaded.status === 'fulfilled') await loaded.value?.close();
  }

  /** Never rejects. What comes while a batch runs is in the next one. */
  async #runAll(): Promise<void> {
    // The windows of all lines that a tick of the clock brought are together.
    await nextPhase();
    while (this.#waiting.length > 0) {
      await this.#apart();
      const stretches = this.#takeJob();
      this.#alone = stretches.length === 1 ? stretches[0]?.state : undefined;
      try {
        const batch = packBatch(stretches);
        const transfer = [batch.input.buffer, batch.memory.buffer];
        const answer = await (await this.#loaded()).ask(batch, { transfer });
        const probabilities = unpackAnswer(stretches, answer);
        for (const [line, { heard }] of stretches.entries()) heard(probabilities[line] ?? []);
      } catch (error) {
        for (const { failed } of stretches) failed(error);
      }
    }
    this.#running = undefined;
  }

  /** Resolves when the next job may begin: at once where no other line has had a part in this one or the one before. */
  async #apart(): Promise<void> {
    const { pace = MACHINE } = this.#options;
    const early = this.#beganAt + APART_MS - pace.now();
    const alone = this.#waiting.length === 1 && this.#waiting[0]?.state === this.#alone;
    if (early > 0 && !alone) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const over = () => resolve();
      const cancel = pace.after(early, over);
      this.#closing.signal.addEventListener('abort', over, { once: true });
      if (!this.#closing.signal.aborted) await promise;
      this.#closing.signal.removeEventListener('abort', over);
      cancel();
    }
    this.#beganAt = pace.now();
  }

  /** Those that have waited longest, as many as go into one job; the longest stretch first. */
  #takeJob(): Waiting[] {
    let [lines, windows] = [0, 0];
    for (const stretch of this.#waiting) {
      windows += stretch.windows.length;
      if (lines > 0 && windows > JOB) break;
      lines += 1;
    }
    return this.#waiting.splice(0, lines).sort((a, b) => b.windows.length - a.windows.length);
  }

  async #loaded(): Promise<Thread> {
    this.#closing.signal.throwIfAborted();
    if (!this.#thread && this.#options.clock.now() < this.#notBefore) {
      throw THREAD.unavailable('The voice detector could not be loaded.');
    }
    this.#thread ??= this.#load();
    return this.#thread;
  }

  async #load(): Promise<Thread> {
    const { clock, logger } = this.#options;
    try {
      this.#notBefore = clock.now() + RETRY_MS;
      const thread: Thread = await ModelThread.load(THREAD, this.#closing.signal);
      thread.onEnd(() => {
        this.#thread = undefined;
        if (!this.#closing.signal.aborted) logger.error('the voice detector has stopped; the next window restarts it');
      });
      return thread;
    } catch (error) {
      this.#thread = undefined;
      throw error;
    }
  }
}
