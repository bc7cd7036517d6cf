import type { Logger } from '../logger.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Tutor } from '../tutor/tutor.ts';
import type { Grounds } from './grounds.ts';
import { questionOn } from './question-of.ts';

interface HintParts {
  tutor: Tutor;
  grounds: Grounds;
  logger: Logger;
}

/**
 * Passes what a learner is saying to the tutor, so that retrieval begins early. One look at a time for each conversation;
 * of the words that come meanwhile only the latest count.
 */
export class Hints {
  readonly #parts: HintParts;
  readonly #latest = new Map<string, string | undefined>();

  constructor(parts: HintParts) {
    this.#parts = parts;
  }

  give(conversation: Conversation, text: string): void {
    const busy = this.#latest.has(conversation.id);
    this.#latest.set(conversation.id, text);
    if (busy) return;
    this.#work(conversation)
      .catch((error: unknown) => this.#parts.logger.warn({ err: error }, 'a hint came to nothing'))
      .finally(() => this.#latest.delete(conversation.id));
  }

  async #work(conversation: Conversation): Promise<void> {
    const { id } = conversation;
    for (let text = this.#latest.get(id); text !== undefined; text = this.#latest.get(id)) {
      this.#latest.set(id, undefined);
      const ground = await this.#parts.grounds.of(conversation);
      this.#parts.tutor.anticipate(questionOn(ground, { learnerName: '', text }));
    }
  }
}
