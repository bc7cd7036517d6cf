import type { LoggedEvent } from '../protocol/server-events.ts';

/** Stretches of speech and questions of which something may still be told; of those before nothing is. */
const REMEMBERED = 32;

/** Tells what happens to a call's own questions from what happens to those that are asked in the same talk in the app. */
export class OwnTurns {
  /** Of messages, the newest last. */
  #ids: string[] = [];
  /** The turn that runs, or ran last. */
  #turnId: string | undefined;
  #running = false;

  /** The caller begins to say something, or asks it. @param id of the message that it becomes */
  asks(id: string): void {
    this.#ids = [...this.#ids, id].slice(-REMEMBERED);
  }

  /** A turn that answers the caller begins to run. */
  runs(turnId: string): void {
    this.#turnId = turnId;
    this.#running = true;
  }

  /** Whether this is told of the call's own. */
  concerns(event: LoggedEvent): boolean {
    if (event.type === 'accepted' || event.type === 'transcript') return this.#ids.includes(event.id);
    if (event.type === 'state') return this.#running;
    if (!('turnId' in event) || event.turnId !== this.#turnId) return false;
    if (event.type === 'turn_end') this.#running = false;
    return true;
  }
}
