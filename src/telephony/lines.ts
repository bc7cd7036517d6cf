import type { Clock } from '../ports/clock.ts';

/** A call of which nothing was heard for so long has ended, ms: no turn takes that time, with the longest document, wait and question. */
export const WITHOUT_SIGN_MS = 10 * 60_000;
/** Lines that callers from one number may have at the same time: a household, not a robot. */
export const LINES_OF_A_NUMBER = 5;

interface Line {
  phone: string;
  /** False until its record is stored. */
  stored: boolean;
  sockets: number;
  /** Whether its socket is, or was, here. */
  held: boolean;
  /** When something was heard of the call last, ms since the epoch. */
  signAt: number;
}

/** The lines of this node: which calls it carries, and whether it can take another. */
export class Lines {
  readonly #max: number;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();

  constructor(max: number, clock: Clock) {
    this.#max = max;
    this.#clock = clock;
  }

  get size(): number {
    this.#freeSilent();
    return this.#lines.size;
  }

  /** Stored calls whose socket, if they have one, is elsewhere. */
  get unconnected(): string[] {
    const unconnected = [...this.#lines].filter(([, { stored, sockets }]) => stored && sockets === 0);
    return unconnected.map(([callSid]) => callSid);
  }

  /** Calls whose sockets are open here. */
  get connected(): string[] {
    return [...this.#lines].filter(([, { sockets }]) => sockets > 0).map(([callSid]) => callSid);
  }

  /** Whether the call's socket is, or was, here. */
  held(callSid: string): boolean {
    return this.#lines.get(callSid)?.held ?? false;
  }

  hasRoom(phone: string): boolean {
    if (this.size >= this.#max) return false;
    const ofNumber = [...this.#lines.values()].filter((line) => line.phone === phone);
    return ofNumber.length < LINES_OF_A_NUMBER;
  }

  /** @returns whether there was room. */
  take(callSid: string, phone: string): boolean {
    if (!this.hasRoom(phone)) return false;
    this.#lines.set(callSid, { phone, stored: false, sockets: 0, held: false, signAt: this.#clock.now() });
    return true;
  }

  /** The call's record is stored. */
  stored(callSid: string): void {
    const line = this.#lines.get(callSid);
    if (line) line.stored = true;
  }

  /** Something was heard of the call. */
  sign(callSid: string): void {
    const line = this.#lines.get(callSid);
    if (line) line.signAt = this.#clock.now();
  }

  /** The call's socket is open here, wherever the call came in. @returns the function that tells that it is closed */
  connect(callSid: string): () => void {
    const line = this.#lines.get(callSid) ?? { phone: '', stored: true, sockets: 0, held: true, signAt: 0 };
    this.#lines.set(callSid, line);
    line.held = true;
    line.sockets += 1;
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      line.sockets -= 1;
      line.signAt = this.#clock.now();
    };
  }

  free(callSid: string): void {
    this.#lines.delete(callSid);
  }

  #freeSilent(): void {
    const since = this.#clock.now() - WITHOUT_SIGN_MS;
    for (const [callSid, { sockets, signAt }] of this.#lines) {
      if (sockets === 0 && signAt <= since) this.free(callSid);
    }
  }
}
