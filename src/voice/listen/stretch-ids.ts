import { newId } from '../../ids.ts';

/** Ids of stretches that are remembered, so that one that comes again is known. */
const REMEMBERED = 32;

/** Which stretch a client's id means: what comes after a stall has an id of its own, since its message may have ended. */
export class StretchIds {
  readonly #known: string[] = [];
  #stalled: { id: string; goesOnAs: string | undefined } | undefined;

  /** @returns false for an id that was there before */
  take(id: string): boolean {
    if (this.#known.includes(id)) return false;
    this.#known.push(id);
    if (this.#known.length > REMEMBERED) this.#known.shift();
    this.#stalled = undefined;
    return true;
  }

  /** No sound came of this stretch for so long that it was ended, though nobody said so. */
  stalled(id: string): void {
    this.#stalled = { id: this.#stalled?.goesOnAs === id ? this.#stalled.id : id, goesOnAs: undefined };
  }

  /** @returns the id under which a stalled stretch goes on; undefined where none has stalled */
  goOn(): string | undefined {
    if (!this.#stalled) return undefined;
    this.#stalled.goesOnAs = newId();
    return this.#stalled.goesOnAs;
  }

  /** A client's end of a stretch: whatever comes of it later belongs to nothing. */
  end(clientId: string): string {
    const id = this.#stalled?.id === clientId ? (this.#stalled.goesOnAs ?? clientId) : clientId;
    this.#stalled = undefined;
    return id;
  }
}
