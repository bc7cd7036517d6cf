import type { Usage } from '../protocol/common.ts';
import type { AnswerEvent, Question } from '../tutor/tutor.ts';
import { NOT_WANTED } from '../until-aborted.ts';
import { NO_USAGE } from './turn-record.ts';

/** An answer that is being prepared before it is certain that it is wanted. What it says is kept until it is. */
export class EarlyAnswer {
  readonly text: string;
  /** What the tutor was asked. */
  readonly question: Promise<Question>;
  readonly #stop = new AbortController();
  readonly #events: AnswerEvent[] = [];
  #state: 'running' | 'complete' | 'failed' = 'running';
  #error: unknown;
  #usage: Usage = NO_USAGE;
  #wake: () => void = () => undefined;

  /** @param answer asks the tutor; aborting its signal ends it */
  constructor(
    text: string,
    question: Promise<Question>,
    answer: (question: Question, signal: AbortSignal) => AsyncIterable<AnswerEvent>,
  ) {
    this.text = text;
    this.question = question;
    void this.#collect(answer);
  }

  /** Whether it came to nothing, so that it is better asked anew. */
  get failed(): boolean {
    return this.#state === 'failed';
  }

  /** What it has cost so far. */
  get usage(): Usage {
    return this.#usage;
  }

  /** Ends it, whoever listens. */
  drop(): void {
    this.#stop.abort(NOT_WANTED);
  }

  /** All of it, from its beginning. */
  async *events(signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const leave = () => this.drop();
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let next = 0; ; ) {
        for (let event = this.#events[next]; event; event = this.#events[next]) {
          next += 1;
          yield event;
        }
        if (this.#state === 'failed') throw this.#error;
        if (this.#state === 'complete') return;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', leave);
      this.drop();
    }
  }

  async #collect(answer: (question: Question, signal: AbortSignal) => AsyncIterable<AnswerEvent>): Promise<void> {
    const { signal } = this.#stop;
    try {
      const question = await this.question;
      signal.throwIfAborted();
      for await (const event of answer(question, signal)) {
        if (event.type === 'usage' || event.type === 'end') this.#usage = event.usage;
        this.#events.push(event);
        this.#wake();
        signal.throwIfAborted();
      }
      this.#state = 'complete';
    } catch (error) {
      this.#error = error;
      this.#state = 'failed';
    }
    this.#wake();
  }
}
