import type { LoggedEvent } from '../protocol/server-events.ts';
import type { Talks } from '../voice/talks.ts';
import type { CallersAnswers, CallersQuestion } from './callers-talk.ts';

/** Answers that are heard over the spoken line, which hears, asks and speaks; this keeps what the call wants to know of it. */
export class LineAnswers implements CallersAnswers {
  readonly #talks: Talks;
  readonly #conversationId: string;
  #lastAnswer = '';

  constructor(talks: Talks, conversationId: string) {
    this.#talks = talks;
    this.#conversationId = conversationId;
  }

  get lastAnswer(): string {
    return this.#lastAnswer;
  }

  /** Follows what is told in the conversation. */
  note(event: LoggedEvent): void {
    if (event.type === 'turn_end' && event.status !== 'failed') this.#lastAnswer = event.heardText;
  }

  async ask({ id, text, learner, conversation }: CallersQuestion): Promise<void> {
    await this.#talks.submit(conversation, learner.name, { id, text, source: 'speech', door: 'phone' });
  }

  /** What was heard is known by the marks that came back. */
  async stop(): Promise<void> {
    this.#talks.speakOver(this.#conversationId);
  }
}
