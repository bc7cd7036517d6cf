import { isEcho } from '../speech/echo.ts';
import type { Voice } from '../speech/voice.ts';

/** So long after the learner fell silent the tutor goes on by itself, where nobody said that it is to stop, ms. */
const GO_ON_MS = 5_000;

export interface TurnTakingParts {
  voice(): Voice;
  /** Whether the server speaks: then it is the one to say whose turn it is. */
  serverSpeaks(): boolean;
  /** Whether an answer is under way. */
  answering(): boolean;
  /** Whether the tutor waits in the middle of a sentence to hear what the learner says. */
  holding(holding: boolean): void;
  /** Stops the answer for good: what is spoken, and what is still being written. */
  stop(): void;
  after(ms: number, action: () => void): () => void;
}

/**
 * Who may speak. The tutor falls silent as soon as the learner makes a sound, and goes on when it was nothing; words end the
 * tutor's turn.
 */
export class TurnTaking {
  readonly #parts: TurnTakingParts;
  #holding = false;
  #cancelGoOn: (() => void) | undefined;

  constructor(parts: TurnTakingParts) {
    this.#parts = parts;
  }

  /** The learner's voice begins. */
  onset(): void {
    this.#cancelGoOn?.();
    if (!this.#parts.voice().speaking) return;
    this.#hold(true);
    this.#parts.voice().pause();
  }

  /** The learner has fallen silent; what it was is still being found out. */
  ended(): void {
    if (!this.#holding) return;
    this.#cancelGoOn?.();
    this.#cancelGoOn = this.#parts.after(GO_ON_MS, () => this.goOn());
  }

  /** It was no voice. The server says itself when its own voice goes on. */
  nothing(): void {
    if (this.#parts.serverSpeaks()) this.ended();
    else this.goOn();
  }

  /** Words were understood, of which those of the tutor in the loudspeaker are none. @returns whether they are the learner's */
  words(text: string): boolean {
    if (text.trim() === '') return true;
    const spoken = this.#parts.voice().speaking;
    if (spoken && isEcho(text, spoken.text)) return false;
    if (spoken || this.#parts.answering()) this.#parts.stop();
    return true;
  }

  /** The tutor may go on where it stopped. */
  goOn(): void {
    this.#cancelGoOn?.();
    if (!this.#holding) return;
    this.#hold(false);
    this.#parts.voice().resume();
  }

  /** The tutor's turn is over. */
  over(): void {
    this.#cancelGoOn?.();
    this.#hold(false);
  }

  #hold(holding: boolean): void {
    this.#holding = holding;
    this.#parts.holding(holding);
  }
}
