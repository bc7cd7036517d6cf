import { newId } from '../../ids.ts';

/** Ids of stretches that are remembered, so that one that comes again is known. */
const REMEMBERED = 32;

/** Which stretch a client's id means: what comes after a stretch was ended here has an id of its own, since its message may have ended. */
export class StretchIds {
  readonly #known: string[] = [];
  #brokenOff: { id: string; goesOnAs: string | undefined } | undefined;

  /** @returns false for an id that was there before */
  take(id: string): boolean {
    if (this.#known.includes(id)) return false;
    this.#known.push(id);
    if (this.#known.length > REMEMBERED) this.#known.shift();
    this.#brokenOff = undefined;
    return true;
  }

  /** This stretch was ended though its client didn't say so: no sound came for so long, or there was too much of it. */
  brokenOff(id: string): void {
    this.#brokenOff = { id: this.#brokenOff?.goesOnAs === id ? this.#brokenOff.id : id, goesOnAs: undefined };
  }

  /** @returns the id under which a stretch that was broken off goes on; undefined where none was */
  goOn(): string | undefined {
    if (!this.#brokenOff) return undefined;
    this.#brokenOff.goesOnAs = newId();
    return this.#brokenOff.goesOnAs;
  }

  /** A client's end of a stretch: whatever comes of it later belongs to nothing. */
  end(clientId: string): string {
    const id = this.#brokenOff?.id === clientId ? (this.#brokenOff.goesOnAs ?? clientId) : clientId;
    this.#brokenOff = undefined;
    return id;
  }
}
