import type { Conversation } from '../../protocol/rest/conversations.ts';
import { ApiError } from '../api/api-error.ts';
import { adoptDraft } from '../store/conversations.ts';
import type { Database, KeptConversation, QueuedQuestion } from '../store/database.ts';
import type { Outbox } from './outbox.ts';

export interface FlushParts {
  database: Database;
  outbox: Outbox;
  /** Whether a conversation has a connection of its own, which sends for it. */
  isOpen(conversationId: string): boolean;
  /** Makes the conversation that a draft stands for; repeating it with the same draft makes no second one. */
  create(draft: KeptConversation): Promise<Conversation>;
  /** Sends one question; resolves when the server has stored it. */
  post(question: QueuedQuestion): Promise<void>;
}

/**
 * Sends what waits in conversations that are not open, in order. Stops at the first sign of the server being out of reach;
 * @throws what stopped it.
 */
export async function flushOutbox(parts: FlushParts): Promise<void> {
  const waiting = await parts.outbox.list();
  const conversations = new Set(waiting.map((question) => question.conversationId));
  for (const conversationId of conversations) {
    if (!parts.isOpen(conversationId)) await flushConversation(parts, conversationId);
  }
}

async function flushConversation(parts: FlushParts, keptId: string): Promise<void> {
  const conversationId = await adopted(parts, keptId);
  for (;;) {
    const question = await parts.outbox.next(conversationId);
    if (!question || parts.isOpen(conversationId)) return;
    try {
      await parts.post(question);
      await parts.outbox.confirm(question.id);
    } catch (error) {
      if (!(error instanceof ApiError) || error.retryable || error.status === 401) throw error;
      await parts.outbox.refuse(question.id, error.message);
    }
  }
}

/** The server's id of a conversation, which a draft gets first. */
async function adopted(parts: FlushParts, keptId: string): Promise<string> {
  const kept = await parts.database.get('conversations', keptId);
  if (!kept?.draft) return keptId;
  const conversation = await parts.create(kept);
  await adoptDraft(parts.database, kept, conversation);
  return conversation.id;
}
