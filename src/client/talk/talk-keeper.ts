import type { Conversation } from '../../protocol/rest/conversations.ts';
import { getConversation, listMessages } from '../api/conversations.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { keepConversation } from '../store/conversations.ts';
import type { Database } from '../store/database.ts';
import { fromRest, type TalkMessage } from './talk-message.ts';

/** What the server has of a conversation; its head is kept on this device. */
export interface LoadedTalk {
  conversation: Conversation;
  messages: TalkMessage[];
}

/** @throws ApiError, OfflineError */
export async function loadTalk(database: Database, conversationId: string): Promise<LoadedTalk> {
  const [conversation, messages] = await Promise.all([
    loadConversation(database, conversationId),
    listMessages(conversationId),
  ]);
  return { conversation, messages: messages.map(fromRest) };
}

/** The head alone, e.g. for the title that the first question gave it. */
export async function loadConversation(database: Database, id: string): Promise<Conversation> {
  const conversation = await getConversation(id);
  await keepConversation(database, conversation);
  return conversation;
}

/** Questions that the server turns out to have wait no longer. */
export async function confirmKnown(outbox: Outbox, conversationId: string, messages: TalkMessage[]): Promise<void> {
  const known = new Set(messages.map((message) => message.id));
  for (const question of await outbox.list(conversationId)) {
    if (known.has(question.id)) await outbox.confirm(question.id);
  }
}
