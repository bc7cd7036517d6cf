import type { Logger } from '../logger.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ConversationEvent } from '../protocol/server-events.ts';
import { Progress } from './progress.ts';

/** What a spoken line tells in its conversation's log: what is understood of the learner, and who speaks. Never rejects. */
export class LineLog {
  readonly #eventLog: EventLog;
  readonly #logger: Logger;
  readonly #conversationId: string;
  readonly #partials: Progress<{ id: string; text: string }>;

  constructor({ eventLog, logger }: { eventLog: EventLog; logger: Logger }, conversationId: string) {
    this.#eventLog = eventLog;
    this.#logger = logger;
    this.#conversationId = conversationId;
    this.#partials = new Progress({
      save: ({ id, text }) => this.#tell({ type: 'transcript', id, text, final: false }),
      onFailure: (error) => logger.warn({ err: error }, 'a partial transcript could not be told'),
    });
  }

  /** What is recognised so far. */
  partial(id: string, text: string): void {
    this.#partials.note({ id, text });
  }

  /** All that was said; after what was recognised of it before. */
  async final(id: string, text: string): Promise<void> {
    await this.#partials.settled();
    try {
      await this.#tell({ type: 'transcript', id, text, final: true });
    } catch (error) {
      // What was said counts, not that its words can be shown.
      this.#logger.error({ err: error }, 'a transcript could not be told');
    }
  }

  state(event: Extract<ConversationEvent, { type: 'state' }>): void {
    this.#tell(event).catch((error: unknown) => this.#logger.warn({ err: error }, 'a state could not be told'));
  }

  async #tell(event: ConversationEvent): Promise<void> {
    await this.#eventLog.append(this.#conversationId, event);
  }
}
