import { invalid, unavailable } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { VoiceActivity, VoiceActivityDetector } from '../../ports/voice-activity.ts';
import { isQuiet } from '../../sound/quiet.ts';
import { ModelThread, type ModelThreadOptions } from '../../threads/model-thread.ts';
import { type Batch, type BatchAnswer, freshState, keepState, type LineState, packBatch, WINDOW } from './batch.ts';

export interface SileroOptions {
  clock: Clock;
  logger: Logger;
}

/** Windows of one run. A window alone takes 130 µs of processor time, one among many 55 µs; 64 hold the others up for 4 ms. */
const BATCH = 64;
/** Windows that may wait on one line: 2 s of sound. Whoever is further behind has lost touch with the line. */
const LINE_QUEUE = 62;
/** A model that failed to load is not tried again before, ms. */
const RETRY_MS = 1000;
const STALL_MS = 20_000;
/** After so many quiet windows in a row, 512 ms, the model is no longer asked: what it remembers has settled on silence. */
const SETTLED = 16;
/** Quiet windows that the model hears all the same before the first that is not, 256 ms: it tells a voice by how it begins. */
const LEAD_IN = 8;

type Thread = ModelThread<undefined, Batch, BatchAnswer>;

/** A window of a line, whose state is kept when it was heard. */
interface Waiting {
  state: LineState;
  samples: Int16Array;
  heard(probability: number): void;
  failed(error: unknown): void;
}

const THREAD: ModelThreadOptions = {
  program: new URL('./silero-worker.ts', import.meta.url),
  task: undefined,
  stallMs: STALL_MS,
  unavailable: (message, cause) => unavailable('voice_activity_unavailable', message, cause),
};

/**
 * Silero's model in a thread of its own, loaded when the first window comes and again after its thread has died; windows of
 * many lines are run together. Lines keep their own memory, so nothing of them is lost with the thread. A line that has been
 * quiet for half a second is silent without the model. `probability` rejects with
 * `voice_activity_unavailable` where the model can't be had or dies, with `voice_activity_closed` after `close`, and with `voice_activity_late` for more than 62 windows
 * that wait on one line.
 */
export function createSileroVoiceActivity(options: SileroOptions): VoiceActivity & { close(): Promise<void> } {
  const silero = new Silero(options);
  return { open: () => new Line(silero), close: () => silero.close() };
}

class Silero {
  readonly #options: SileroOptions;
  readonly #closing = new AbortController();
  #thread: Promise<Thread> | undefined;
  #notBefore = 0;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(options: SileroOptions) {
    this.#options = options;
  }

  run(window: Waiting): void {
    this.#waiting.push(window);
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
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const windows = this.#waiting.splice(0, BATCH);
      try {
        const batch = packBatch(windows);
        const transfer = [batch.input.buffer, batch.memory.buffer];
        const answer = await (await this.#loaded()).ask(batch, { transfer });
        for (const [at, { state, samples }] of windows.entries()) keepState(state, samples, answer, at);
        for (const [at, { heard }] of windows.entries()) heard(answer.probabilities[at] ?? 0);
      } catch (error) {
        for (const { failed } of windows) failed(error);
      }
    }
    this.#running = undefined;
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

/** A window that somebody waits to be told of. */
interface Asked {
  samples: Int16Array;
  resolve(probability: number): void;
  reject(error: unknown): void;
}

/**
 * One line: its windows run one after the other, since each needs what was remembered of the one before. While it is quiet, as
 * a call is for most of its time, they don't run at all.
 */
class Line implements VoiceActivityDetector {
  readonly #silero: Silero;
  readonly #state = freshState();
  /** Quiet windows in a row, and the last of those that the model has not heard. */
  #quiet = 0;
  #unheard: Int16Array[] = [];
  /** What is asked, in order; the first is being heard. */
  readonly #asked: (Asked | 'reset')[] = [];
  #hearing = false;

  constructor(silero: Silero) {
    this.#silero = silero;
  }

  probability(samples: Int16Array): Promise<number> {
    return new Promise((resolve, reject) => {
      if (samples.length !== WINDOW) throw invalid('voice_activity_window', `A window has ${WINDOW} samples.`);
      if (this.#asked.length >= LINE_QUEUE) {
        throw unavailable('voice_activity_late', 'Sound comes faster than it can be listened to.');
      }
      // A copy: the caller may fill its buffer again.
      this.#asked.push({ samples: samples.slice(), resolve, reject });
      this.#next();
    });
  }

  reset(): void {
    this.#asked.push('reset');
    this.#next();
  }

  #next(): void {
    while (!this.#hearing) {
      const [asked] = this.#asked;
      if (!asked) return;
      if (asked === 'reset') this.#forget();
      else this.#hear(asked);
    }
  }

  #forget(): void {
    this.#asked.shift();
    this.#state.context.fill(0);
    this.#state.memory.fill(0);
    this.#quiet = 0;
    this.#unheard = [];
  }

  #hear(asked: Asked): void {
    const { samples } = asked;
    this.#quiet = isQuiet(samples) ? this.#quiet + 1 : 0;
    this.#unheard.push(samples);
    if (this.#quiet > SETTLED) {
      if (this.#unheard.length > LEAD_IN) this.#unheard.shift();
      this.#asked.shift();
      asked.resolve(0);
      return;
    }
    this.#hearing = true;
    this.#run(this.#unheard.splice(0), 0, asked);
  }

  /** The windows from this place on; the last is the one that was asked. */
  #run(windows: readonly Int16Array[], at: number, asked: Asked): void {
    const samples = windows[at] ?? asked.samples;
    const done = () => {
      this.#hearing = false;
      this.#asked.shift();
    };
    this.#silero.run({
      state: this.#state,
      samples,
      heard: (probability) => {
        if (samples !== asked.samples) {
          this.#run(windows, at + 1, asked);
          return;
        }
        done();
        asked.resolve(probability);
        this.#next();
      },
      failed: (error) => {
        done();
        asked.reject(error);
        this.#next();
      },
    });
  }
}
