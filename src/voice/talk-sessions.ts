import { TalkSession } from './talk-session.ts';
import type { TurnParts } from './turn-task.ts';

/** Time for storing the end of turns that were stopped because the node goes down. */
const LAST_WORDS_MS = 2000;

/** The sessions that are at work on this node. One that has nothing to do is forgotten; SQL knows everything. */
export class TalkSessions {
  readonly #parts: TurnParts;
  readonly #sessions = new Map<string, TalkSession>();
  #draining = false;
  /** Everything that was to be taken before the end was. */
  #over = false;
  #drained: Promise<void> | undefined;
  #onAllIdle: () => void = () => undefined;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /** Running and waiting turns. */
  get active(): number {
    let active = 0;
    for (const session of this.#sessions.values()) active += session.active;
    return active;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Nothing at all is taken any more. */
  get drained(): boolean {
    return this.#over;
  }

  find(conversationId: string): TalkSession | undefined {
    return this.#sessions.get(conversationId);
  }

  /** Those in which a turn of this learner's runs or waits. */
  ofLearner(learnerId: string): TalkSession[] {
    return [...this.#sessions.values()].filter((session) => session.isOf(learnerId));
  }

  at(conversationId: string): TalkSession {
    const known = this.#sessions.get(conversationId);
    if (known) return known;
    const session = new TalkSession(conversationId, this.#parts, () => this.#forget(conversationId));
    this.#sessions.set(conversationId, session);
    return session;
  }

  /**
   * Takes no new turns but those that were asked aloud before; resolves when all have ended, at the latest after `ms`, when
   * they are failed.
   * @param said resolves when what was said before is taken
   */
  async drain(ms: number, said: Promise<void> = Promise.resolve()): Promise<void> {
    this.#draining = true;
    this.#drained ??= this.#allEnded(ms, said);
    await this.#drained;
  }

  async #allEnded(ms: number, said: Promise<void>): Promise<void> {
    const { clock, logger } = this.#parts;
    await new Promise<void>((resolve) => {
      let saidAll = false;
      const cancelStop = clock.after(ms, () => {
        this.#over = true;
        saidAll = true;
        for (const session of this.#sessions.values()) session.apply({ type: 'shutdown' });
        this.#onAllIdle();
      });
      const cancelGivingUp = clock.after(ms + LAST_WORDS_MS, () => {
        logger.error({ active: this.active }, 'turns could not be ended in time, the next start ends them');
        resolve();
      });
      this.#onAllIdle = () => {
        if (!saidAll || this.#sessions.size > 0) return;
        this.#over = true;
        cancelStop();
        cancelGivingUp();
        resolve();
      };
      const checkIdle = () => {
        saidAll = true;
        this.#onAllIdle();
      };
      said.then(checkIdle, (error: unknown) => {
        logger.error({ err: error }, 'what was said could not be waited for');
        checkIdle();
      });
    });
  }

  #forget(conversationId: string): void {
    this.#sessions.delete(conversationId);
    if (this.#draining) this.#onAllIdle();
  }
}
