import type { SpeechNotice } from '../speech-notices.ts';
import type { Utterance } from './ear-types.ts';
import { LONGEST_KEPT_MS } from './kept-speech.ts';

/** An ear as the other ears of its talk see it. */
export interface TalkEar {
  /** Whether nobody speaks over its line. */
  readonly quiet: boolean;
  /** What was said over its line lately. */
  readonly lately: readonly Utterance[];
  tell(code: SpeechNotice): void;
  /** Tells what was recognised late, if it may be told now. */
  flushLate(): void;
}

/**
 * The ears of this process by the talk that they listen to. What was said over a line that is gone is told when nobody speaks
 * over the one that came after it, and what its learner has to know of it is told there.
 */
export class PresentEars {
  readonly #present = new Map<string, TalkEar>();
  /** Ears whose line is gone and that still have something to tell. */
  readonly #gone = new Map<string, Set<TalkEar>>();
  /** Notices for which nobody was there, oldest first. */
  readonly #owed = new Map<string, { code: SpeechNotice; at: number }>();

  /** A line of this talk begins. */
  enter(talk: string, ear: TalkEar, now: number): void {
    this.#present.set(talk, ear);
    const owed = this.#owed.get(talk);
    this.#owed.delete(talk);
    if (owed && now - owed.at < LONGEST_KEPT_MS) ear.tell(owed.code);
  }

  /** The ear that listens in this talk now. */
  of(talk: string): TalkEar | undefined {
    return this.#present.get(talk);
  }

  /** Its line is gone; what it still has to tell may be told where nobody else listens. */
  leave(talk: string, ear: TalkEar): void {
    if (this.#present.get(talk) === ear) this.#present.delete(talk);
    const gone = this.#gone.get(talk) ?? new Set();
    this.#gone.set(talk, gone.add(ear));
    this.quiet(talk);
  }

  /** It has nothing to tell any more. */
  over(talk: string, ear: TalkEar): void {
    const gone = this.#gone.get(talk);
    gone?.delete(ear);
    if (gone?.size === 0) this.#gone.delete(talk);
  }

  /** Nobody speaks in this talk now. */
  quiet(talk: string): void {
    for (const ear of this.#gone.get(talk) ?? []) ear.flushLate();
  }

  /** Tells the learner, now or when they are back. */
  tell(talk: string, code: SpeechNotice, now: number): void {
    const present = this.#present.get(talk);
    if (present) {
      present.tell(code);
      return;
    }
    this.#owed.delete(talk);
    this.#owed.set(talk, { code, at: now });
    for (const [other, { at }] of this.#owed) {
      if (now - at < LONGEST_KEPT_MS) break;
      this.#owed.delete(other);
    }
  }
}
