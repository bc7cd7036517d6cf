import type { ResumePoint } from '../../protocol/client-messages.ts';

/** More than this held back behind a gap means that the missing one won't come by itself. */
const MOST_HELD = 256;

/** Lets each event of a conversation through once and in order, whatever the line does to them. */
export class EventOrder<Event extends { offset: number }> {
  #position: ResumePoint | undefined;
  readonly #held = new Map<number, Event>();

  constructor(position?: ResumePoint) {
    this.#position = position;
  }

  /** The last event let through. */
  get position(): ResumePoint | undefined {
    return this.#position;
  }

  /** Whether events wait for one that is missing. */
  get gap(): boolean {
    return this.#held.size > 0;
  }

  /** Continues from here; what was held belongs to a connection that is gone. */
  moveTo(position: ResumePoint): void {
    this.#position = position;
    this.#held.clear();
  }

  /** Where it stood is of no use: what was missed will not come. */
  forgetPosition(): void {
    this.#position = undefined;
    this.#held.clear();
  }

  forgetHeld(): void {
    this.#held.clear();
  }

  /** @returns the events that are due now, oldest first: none for a repeat or one that came too early. */
  take(event: Event): Event[] {
    if (!this.#position || event.offset <= this.#position.offset) return [];
    this.#held.set(event.offset, event);
    const due: Event[] = [];
    for (;;) {
      const next = this.#held.get(this.#position.offset + 1);
      if (!next) return due;
      this.#held.delete(next.offset);
      this.#position = { epoch: this.#position.epoch, offset: next.offset };
      due.push(next);
    }
  }

  /** Whether so much is held that only a fresh resume helps. */
  get hopeless(): boolean {
    return this.#held.size > MOST_HELD;
  }
}
