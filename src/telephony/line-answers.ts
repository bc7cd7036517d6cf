import type { LoggedEvent } from '../protocol/server-events.ts';
import type { Talks } from '../voice/talks.ts';
import type { CallersAnswers, CallersQuestion } from './callers-talk.ts';

/** Answers that are heard over the spoken line, which hears, asks and speaks; this keeps what the call wants to know of it. */
export class LineAnswers implements CallersAnswers {
  readonly #talks: Talks;
  readonly #conversationId: string;
  readonly #onAsk: (id: string) => void;
  #lastAnswer = '';

  /** @param onAsk called with the id of each question before it is asked */
  constructor(talks: Talks, conversationId: string, onAsk: (id: string) => void) {
    this.#talks = talks;
    this.#conversationId = conversationId;
    this.#onAsk = onAsk;
  }

  get lastAnswer(): string {
    return this.#lastAnswer;
  }

  /** Follows what is told of the caller's own questions. */
  note(event: LoggedEvent): void {
    if (event.type === 'turn_end' && event.status !== 'failed') this.#lastAnswer = event.heardText;
  }

  async ask({ id, text, learner, conversation }: CallersQuestion): Promise<void> {
    this.#onAsk(id);
    await this.#talks.submit(conversation, learner.name, { id, text, source: 'speech', line: 'phone' });
  }

  /** What was heard is known by the marks that came back. */
  async stop(): Promise<void> {
    this.#talks.speakOver(this.#conversationId, 'phone');
  }
}
