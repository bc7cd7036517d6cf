import type { SpeechAck } from './ear-types.ts';

/** As long as a talk can be resumed, ms; what is asked for later is looked up in what is stored. */
const REMEMBERED_MS = 10 * 60_000;
/** By this process, for all talks together: some 2 MB. Of more, the oldest is forgotten. */
const MOST_REMEMBERED = 10_000;

/** An ear as the stretches see it that come again over another line of its talk. */
export interface AcknowledgingEar {
  /** Whether its line is gone. */
  readonly closing: boolean;
  /**
   * Its client sends this stretch anew: what was not understood to its end is given up here.
   * @returns how much of it stays with this ear, ms from its beginning
   */
  takeBack(id: string): number;
  /** Whether it still has a part of this stretch. */
  has(id: string): boolean;
  acknowledge(ack: SpeechAck): void;
}

/** Which stretches of speech this process has, and how far they were heard: so that one that comes again is not asked twice. */
export class HeardStretches {
  readonly #ears = new Map<string, Set<AcknowledgingEar>>();
  /** By talk and stretch, the oldest first. */
  readonly #heard = new Map<string, { ms: number; at: number }>();

  enter(talk: string, ear: AcknowledgingEar): void {
    const ears = this.#ears.get(talk) ?? new Set();
    this.#ears.set(talk, ears.add(ear));
  }

  leave(talk: string, ear: AcknowledgingEar): void {
    const ears = this.#ears.get(talk);
    ears?.delete(ear);
    if (ears?.size === 0) this.#ears.delete(talk);
  }

  /** So much of a stretch has become of a message, or was nothing. */
  heard(talk: string, id: string, ms: number, now: number): void {
    const key = keyOf(talk, id);
    const before = this.#heard.get(key)?.ms ?? 0;
    this.#heard.delete(key);
    this.#heard.set(key, { ms: Math.max(before, ms), at: now });
    for (const [oldest, { at }] of this.#heard) {
      if (this.#heard.size <= MOST_REMEMBERED && now - at < REMEMBERED_MS) break;
      this.#heard.delete(oldest);
    }
  }

  /** A stretch comes again. @returns how much of it, ms from its beginning, is or will be heard without that; 0 where none */
  takeBack(talk: string, id: string): number {
    const elsewhere = this.#of(talk).map((ear) => ear.takeBack(id));
    return Math.max(0, this.#heard.get(keyOf(talk, id))?.ms ?? 0, ...elsewhere);
  }

  /** Nothing is to come of this stretch in the ear that says so: its client is told once no other ear has a part of it. */
  settled(talk: string, id: string, receivedMs: number): void {
    const ears = this.#of(talk);
    if (ears.some((ear) => ear.has(id))) return;
    const present = ears.findLast(({ closing }) => !closing) ?? ears.at(-1);
    present?.acknowledge({ id, receivedMs, settled: true });
  }

  #of(talk: string): AcknowledgingEar[] {
    return [...(this.#ears.get(talk) ?? [])];
  }
}

function keyOf(talk: string, id: string): string {
  return `${talk} ${id}`;
}
