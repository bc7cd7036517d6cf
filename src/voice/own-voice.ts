import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import { asks } from '../spoken/listen/said.ts';
import { beingSaid } from '../spoken/listen/tutors-words.ts';

/** A voice that tells nothing for so long is not reading any more, ms: some devices never tell the end of a sentence. */
const SILENT_MS = 30_000;
/** From so many characters before the end of a question on, "yes" is its answer: a second. */
const LAST_MOMENT = 15;

/** An answer as far as it is written. */
export interface WrittenAnswer {
  text: string;
  ended: boolean;
}

/** What was read of an answer. */
export interface ReadAnswer {
  turnId: string;
  /** UTF-16 units of its text. */
  heardChars: number;
}

export interface OwnVoiceParts {
  clock: Clock;
  logger: Logger;
  /** The answer of a turn; undefined where there is none. */
  answer(turnId: string): Promise<WrittenAnswer | undefined>;
  /** It begins to read, or has fallen silent. */
  changed(): void;
}

/**
 * What a client reads with a voice of its own, as it tells: answers that the server only writes. So the server knows over
 * what the learner speaks, and how much of it they had heard, before their words are answered.
 */
export class OwnVoice {
  readonly #parts: OwnVoiceParts;
  #reading: (ReadAnswer & { written: WrittenAnswer | undefined }) | undefined;
  #cancelWait: () => void = () => undefined;
  #looking = false;

  constructor(parts: OwnVoiceParts) {
    this.#parts = parts;
  }

  /** Whether an answer is being read, or waits in the middle for the learner. */
  get reads(): boolean {
    return this.#reading !== undefined;
  }

  /** What is being said, with a little before and after it; undefined once nobody can confuse it with what they answer. */
  get saying(): string | undefined {
    const { written, heardChars } = this.#reading ?? {};
    if (!written || heardChars === undefined || this.answerDue) return undefined;
    return beingSaid([{ text: written.text, start: 0 }], heardChars);
  }

  /** Whether nothing but the last moment of a question is still to be heard. */
  get answerDue(): boolean {
    const { written, heardChars = 0 } = this.#reading ?? {};
    if (!written?.ended) return false;
    const text = written.text.trimEnd();
    return asks(text) && text.length - heardChars <= LAST_MOMENT;
  }

  /** @param done the voice has fallen silent: at the end, or because it was stopped */
  report({ turnId, heardChars, done }: ReadAnswer & { done: boolean }): void {
    const before = this.#reading;
    this.#cancelWait();
    if (done) {
      if (before?.turnId === turnId) this.#end();
      return;
    }
    const written = before?.turnId === turnId ? before.written : undefined;
    this.#reading = { turnId, heardChars, written };
    this.#cancelWait = this.#parts.clock.after(SILENT_MS, () => this.#end());
    this.#look().catch((error: unknown) =>
      this.#parts.logger.warn({ err: error }, 'an answer that is being read could not be found'),
    );
    if (!before) this.#parts.changed();
  }

  /** The learner speaks over it, or has stopped it. @returns what was read until then, where something was */
  stop(turnId?: string): ReadAnswer | undefined {
    const reading = this.#reading;
    if (!reading || (turnId !== undefined && turnId !== reading.turnId)) return undefined;
    this.#end();
    return { turnId: reading.turnId, heardChars: reading.heardChars };
  }

  close(): void {
    this.#cancelWait();
    this.#reading = undefined;
  }

  #end(): void {
    this.#cancelWait();
    if (!this.#reading) return;
    this.#reading = undefined;
    this.#parts.changed();
  }

  /** Reads what is written of the answer, anew as long as more of it may come. */
  async #look(): Promise<void> {
    const reading = this.#reading;
    if (!reading || this.#looking || reading.written?.ended) return;
    this.#looking = true;
    try {
      const written = await this.#parts.answer(reading.turnId);
      if (this.#reading?.turnId === reading.turnId) this.#reading.written = written;
    } finally {
      this.#looking = false;
    }
  }
}
