import { asks, isBackchannel } from '../../spoken/listen/said.ts';
import { isTutorsOwn } from '../../spoken/listen/tutors-words.ts';
import type { SpeechProgress, Voice } from '../speech/voice.ts';

/** So long after the learner fell silent the tutor goes on by itself, where nobody said that it is to stop, ms. */
const GO_ON_MS = 5_000;
/** From so many characters before the end of a question on, "yes" is its answer: a second. */
const LAST_MOMENT = 15;

export interface TurnTakingParts {
  voice(): Voice;
  /** Whether the server speaks: then it is the one to say whose turn it is. */
  serverSpeaks(): boolean;
  /** The language that is spoken, BCP 47. */
  language(): string;
  /** Whether an answer is under way. */
  answering(): boolean;
  /** Whether the tutor waits in the middle of a sentence to hear what the learner says. */
  holding(holding: boolean): void;
  /** What was heard was nothing to stop for: the tutor goes on. */
  wentOn(): void;
  /** Whether the tutor may be heard again: not while the learner has the talk stand still. */
  mayGoOn(): boolean;
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
  /** The sentences over which something was heard last. */
  #spoken: SpeechProgress[] = [];
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

  /**
   * Words were understood. Those of the tutor in the loudspeaker, and signs of listening while the tutor speaks, are no reason to
   * stop.
   * @param final whether nothing follows them
   * @returns whether they are something that the learner says
   */
  words(text: string, final = false): boolean {
    if (text.trim() === '') return true;
    const spoken = this.#parts.voice().speaking;
    // Between two sentences as well, and while the answer is being thought of.
    const listens = !spoken && this.#parts.answering() && isBackchannel(text, this.#parts.language());
    if (listens || (spoken && !this.#interrupts(text, spoken, final))) return false;
    this.asked();
    return true;
  }

  /** Something is asked: what is being answered is not wanted any more. */
  asked(): void {
    if (this.#parts.voice().speaking || this.#parts.answering()) this.#parts.stop();
  }

  /** A whole message was understood. @returns whether it is one; else the tutor goes on */
  said(text: string): boolean {
    const isMessage = this.words(text, true);
    if (!isMessage) this.goOn();
    return isMessage;
  }

  /** The tutor may go on where it stopped. */
  goOn(): void {
    this.#cancelGoOn?.();
    if (!this.#holding) return;
    this.#hold(false);
    if (this.#parts.mayGoOn()) this.#parts.voice().resume();
    this.#parts.wentOn();
  }

  /** The tutor's turn is over. */
  over(): void {
    this.#cancelGoOn?.();
    this.#hold(false);
  }

  #interrupts(text: string, spoken: SpeechProgress, final: boolean): boolean {
    const { index, turnId } = spoken;
    const before = this.#spoken.find((sentence) => sentence.turnId === turnId && sentence.index === index - 1);
    this.#spoken = before ? [before, spoken] : [spoken];
    if (asks(spoken.text) && spoken.text.length - spoken.said <= LAST_MOMENT) return true;
    const said = `${before?.text ?? ''} ${spoken.text}`;
    return !isTutorsOwn(text, said, final) && !isBackchannel(text, this.#parts.language());
  }

  #hold(holding: boolean): void {
    this.#holding = holding;
    this.#parts.holding(holding);
  }
}
