import type { Database, QueuedQuestion } from '../store/database.ts';
import { learnerMessage, type TalkMessage } from '../talk/talk-message.ts';

/** Told whenever what waits has changed, by this tab. */
export type OutboxListener = () => void;

/**
 * Questions that the server has not confirmed, in the order they were asked. A question leaves only by being confirmed
 * (then it is a message, in the same transaction) or by the learner's hand.
 */
export class Outbox {
  readonly #database: Database;
  readonly #listeners = new Set<OutboxListener>();

  constructor(database: Database) {
    this.#database = database;
  }

  subscribe(listener: OutboxListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async add(question: Omit<QueuedQuestion, 'seq' | 'refusal'>): Promise<void> {
    await this.#database.add('outbox', question);
    this.#changed();
  }

  /** Oldest first; of one conversation, or of all. */
  async list(conversationId?: string): Promise<QueuedQuestion[]> {
    if (conversationId === undefined) return this.#database.getAll('outbox');
    const questions = await this.#database.getAllFromIndex('outbox', 'conversationId', conversationId);
    return questions.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
  }

  /** The question to send next, if one waits. */
  async next(conversationId: string): Promise<QueuedQuestion | undefined> {
    const questions = await this.list(conversationId);
    return questions.find((question) => question.refusal === undefined);
  }

  /** The server has it for good. @returns it as a message, undefined when it was not waiting here */
  async confirm(id: string): Promise<TalkMessage | undefined> {
    const transaction = this.#database.transaction(['outbox', 'talks'], 'readwrite');
    const outbox = transaction.objectStore('outbox');
    const question = await outbox.index('id').get(id);
    if (question?.seq === undefined) return undefined;
    await outbox.delete(question.seq);
    const message = learnerMessage(question);
    const talks = transaction.objectStore('talks');
    const talk = (await talks.get(question.conversationId)) ?? {
      conversationId: question.conversationId,
      messages: [],
    };
    if (!talk.messages.some((kept) => kept.id === id)) talk.messages.push(message);
    await talks.put(talk);
    await transaction.done;
    this.#changed();
    return message;
  }

  /** The server won't take it: it stays, with the reason, for the learner to edit or discard. */
  async refuse(id: string, reason: string): Promise<void> {
    await this.#update(id, (question) => ({ ...question, refusal: reason }));
  }

  /** Puts new words in a refused question's place in the queue. The id is new: the old one may be known to the server. */
  async edit(id: string, newId: string, text: string): Promise<void> {
    await this.#update(id, ({ refusal: _, ...question }) => ({ ...question, id: newId, text }));
  }

  async discard(id: string): Promise<void> {
    const key = await this.#database.getKeyFromIndex('outbox', 'id', id);
    if (key !== undefined) await this.#database.delete('outbox', key);
    this.#changed();
  }

  async #update(id: string, change: (question: QueuedQuestion) => QueuedQuestion): Promise<void> {
    const transaction = this.#database.transaction('outbox', 'readwrite');
    const question = await transaction.store.index('id').get(id);
    if (question) await transaction.store.put(change(question));
    await transaction.done;
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
