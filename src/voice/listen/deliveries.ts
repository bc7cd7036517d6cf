import { AppError } from '../../errors.ts';
import { guessLanguage } from '../../languages/guess.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import { saysAgain } from '../../spoken/listen/said.ts';
import { type SpeechNotice, speechNotice } from '../speech-notices.ts';
import type { EarLine, EarSink, Utterance } from './ear-types.ts';
import type { PresentEars, TalkEar } from './present-ears.ts';

/** So many of the last messages are compared with one that is recognised late. */
const REMEMBERED = 5;

export interface DeliveryOptions {
  line: EarLine;
  sink: EarSink;
  clock: Clock;
  logger: Logger;
  present: PresentEars | undefined;
  /** Whether nobody speaks over the line. */
  quiet: () => boolean;
  /** Whether it is known of all that was said over the line what becomes of it. */
  decided: () => boolean;
  onIdle: () => void;
}

/** Hands whole messages on, one after the other, and those that were recognised late only when nobody speaks. */
export class Deliveries implements TalkEar {
  readonly #options: DeliveryOptions;
  readonly #talk: string;
  readonly #waiting: Utterance[] = [];
  readonly #late: Utterance[] = [];
  readonly #lately: Utterance[] = [];
  #busy = false;
  #closed = false;

  constructor(options: DeliveryOptions) {
    const { line, clock, present } = options;
    this.#options = options;
    this.#talk = line.conversation?.().id ?? '';
    present?.enter(this.#talk, this, clock.now());
  }

  get quiet(): boolean {
    return this.#options.quiet();
  }

  get lately(): readonly Utterance[] {
    return this.#lately;
  }

  /** In the talk's language, else in that of the last messages. */
  tell(code: SpeechNotice): void {
    const { sink, line } = this.#options;
    const language = line.language() ?? guessLanguage(this.#lately.map(({ text }) => text).join(' '));
    sink.notice(code, speechNotice(code, language));
  }

  /** Tells the learner, over the talk's next line where this one is gone. */
  notice(code: SpeechNotice): void {
    const { present, clock } = this.#options;
    if (this.#closed && present) present.tell(this.#talk, code, clock.now());
    else this.tell(code);
  }

  /** The line is gone. */
  close(): void {
    this.#closed = true;
    this.#options.present?.leave(this.#talk, this);
  }

  /** Nothing will come any more. */
  over(): void {
    this.#options.present?.over(this.#talk, this);
  }

  get idle(): boolean {
    return !this.#busy && this.#waiting.length === 0 && this.#late.length === 0;
  }

  /** What was said before and is recognised by now goes first. */
  deliver(utterance: Utterance): void {
    this.#lately.push(utterance);
    if (this.#lately.length > REMEMBERED) this.#lately.shift();
    this.#flush([]);
    this.#waiting.push(utterance);
    this.#next();
  }

  /** Takes a message that was recognised late. */
  deliverLate(utterance: Utterance): void {
    this.#late.push(utterance);
    this.flushLate();
  }

  /**
   * What was recognised late is told when nobody speaks over the talk's present line, or when there is none any more; not before it is
   * known whether this line's last words interrupt.
   */
  flushLate(): void {
    const { present, decided } = this.#options;
    const listener = this.#closed ? present?.of(this.#talk) : this;
    if (decided() && listener?.quiet !== false) this.#flush(listener?.lately ?? []);
    if (!this.#closed && this.quiet) present?.quiet(this.#talk);
  }

  /** Unless the learner has said it again meanwhile. */
  #flush(elsewhere: readonly Utterance[]): void {
    for (const late of this.#late.splice(0)) {
      const again = [...this.#lately, ...elsewhere].some(
        ({ text, finishedAt }) => finishedAt > late.finishedAt && saysAgain(text, late.text),
      );
      if (again || late.text === '') this.#options.sink.nothing(late.id, late.stretches);
      else this.#waiting.push(late);
    }
    this.#next();
  }

  #next(): void {
    if (this.#busy) return;
    const utterance = this.#waiting.shift();
    if (!utterance) {
      this.#options.onIdle();
      return;
    }
    this.#busy = true;
    void this.#tell(utterance).finally(() => {
      this.#busy = false;
      this.#next();
    });
  }

  async #tell(utterance: Utterance): Promise<void> {
    try {
      await this.#options.sink.utterance(utterance);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'what a learner said was not taken');
      const comesAgain = this.#options.line.keepsSpeech?.() && error instanceof AppError && error.code === 'restarting';
      if (comesAgain) this.tell('restarting');
      else this.notice('speech_not_taken');
    }
  }
}
