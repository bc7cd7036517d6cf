import type { SentencePlace } from '../talk/talk-message.ts';

/** Keeps account of how much of an answer has really been spoken, in characters of its text. */
class HeardLedger {
  readonly #places = new Map<number, SentencePlace>();
  #heard = 0;

  /** A sentence will be spoken; `place` says where it stands in the answer. */
  planned(place: SentencePlace): void {
    this.#places.set(place.index, place);
  }

  /** This many characters of a sentence were said: what stands before has been heard. */
  reached(index: number, said: number): void {
    const place = this.#places.get(index);
    if (place) this.#raise(Math.min(place.start + said, place.end));
  }

  /** A sentence was spoken to its end. */
  finished(index: number): void {
    const place = this.#places.get(index);
    if (place) this.#raise(place.end);
  }

  /** So much was heard by another voice. */
  atLeast(chars: number): void {
    this.#raise(chars);
  }

  /** Characters heard from the answer's beginning. */
  get heardChars(): number {
    return this.#heard;
  }

  /** Late or repeated events never take back what was heard. */
  #raise(chars: number): void {
    this.#heard = Math.max(this.#heard, chars);
  }
}

/** Answers that are remembered; more than one, since late events of an earlier one must not count for a later one. */
const MOST_TURNS = 4;

/** The ledgers of the last answers, each by its turn. */
export class HeardLedgers {
  readonly #byTurn = new Map<string, HeardLedger>();

  /** The ledger of a turn, opened where there is none. */
  open(turnId: string): HeardLedger {
    const known = this.#byTurn.get(turnId);
    if (known) return known;
    const opened = new HeardLedger();
    this.#byTurn.set(turnId, opened);
    const [oldest] = this.#byTurn.keys();
    if (this.#byTurn.size > MOST_TURNS && oldest !== undefined) this.#byTurn.delete(oldest);
    return opened;
  }

  /** Characters heard of a turn's answer; undefined for one that was never spoken here. */
  heardChars(turnId: string): number | undefined {
    return this.#byTurn.get(turnId)?.heardChars;
  }
}
