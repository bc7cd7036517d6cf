import { monitorEventLoopDelay } from 'node:perf_hooks';
import { percentile } from './percentile.ts';
import { VoiceLearner } from './voice-learner.ts';

export const TURN_EVERY_MS = 5000;
const TICK_MS = 1;
/** No two learners' frames fall together all the time. */
const PHASE_MS = 7.3;

/** What learners measured, and what measuring cost. */
export interface Heard {
  waits: number[];
  /** p95 of how late ends of speech were sent, ms. */
  lateMs: number;
  /** p95 of how late the load generator's own event loop was, ms. */
  loopLateMs: number;
}

/** Sessions that talk at the same time, spread over time. All of them live in this process and on one timer. */
export class VoiceCrowd {
  readonly #learners: VoiceLearner[];

  private constructor(learners: VoiceLearner[]) {
    this.#learners = learners;
  }

  /** @param tokens of learners, between whom the sessions are divided */
  static async open(url: string, tokens: readonly string[], sessions: number): Promise<VoiceCrowd> {
    const learners: VoiceLearner[] = [];
    for (let n = 0; n < sessions; n += 1) learners.push(await VoiceLearner.open(url, tokens[n % tokens.length] ?? ''));
    return new VoiceCrowd(learners);
  }

  /** Everybody asks a question every five seconds until the end; begins with the first of them after `quietMs`. */
  async talk(seconds: number, quietMs = 200): Promise<Heard> {
    const begin = performance.now() + quietMs;
    const turns = Math.max(1, Math.floor((seconds * 1000) / TURN_EVERY_MS));
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    const timer = setInterval(() => {
      const now = performance.now();
      for (const learner of this.#learners) learner.tick(now);
    }, TICK_MS);
    await Promise.all(
      this.#learners.map(async (learner, n) => {
        const apart = (n / this.#learners.length) * TURN_EVERY_MS + ((n * PHASE_MS) % 20);
        for (let turn = 0; turn < turns; turn += 1) await learner.turn(begin + turn * TURN_EVERY_MS + apart);
      }),
    );
    clearInterval(timer);
    loop.disable();
    const lateMs = percentile(
      this.#learners.flatMap((learner) => learner.lateness.splice(0)),
      0.95,
    );
    const waits = this.#learners.flatMap((learner) => learner.waits.splice(0));
    // The histogram counts from one sleep of a millisecond to the next.
    return { waits, lateMs, loopLateMs: Math.max(0, loop.percentile(95) / 1e6 - 1) };
  }

  close(): void {
    for (const learner of this.#learners) learner.close();
  }
}
