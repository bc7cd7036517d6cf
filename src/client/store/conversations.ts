import type { Conversation } from '../../protocol/rest/conversations.ts';
import type { Database, KeptConversation } from './database.ts';

/** Latest use first. */
export async function readConversations(database: Database): Promise<KeptConversation[]> {
  const all = await database.getAll('conversations');
  return all.sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
}

export async function keepConversation(database: Database, conversation: KeptConversation): Promise<void> {
  await database.put('conversations', conversation);
}

/** Takes over the server's whole list; what it no longer has goes, drafts stay. */
export async function keepConversationList(database: Database, listed: Conversation[]): Promise<void> {
  const transaction = database.transaction(['conversations', 'talks', 'outbox'], 'readwrite');
  const conversations = transaction.objectStore('conversations');
  const current = new Set(listed.map((conversation) => conversation.id));
  for (const kept of await conversations.getAll()) {
    const waiting = await transaction.objectStore('outbox').index('conversationId').count(kept.id);
    if (kept.draft || current.has(kept.id) || waiting > 0) continue;
    await conversations.delete(kept.id);
    await transaction.objectStore('talks').delete(kept.id);
  }
  for (const conversation of listed) await conversations.put(conversation);
  await transaction.done;
}

/**
 * A draft gets the id that the server gave it, and its questions go along: all of it or nothing. Until the server names it by its
 * first question, it is called as it was here.
 */
export async function adoptDraft(
  database: Database,
  draft: Pick<KeptConversation, 'id' | 'title'>,
  made: Conversation,
): Promise<Conversation> {
  const conversation = { ...made, title: made.title || draft.title };
  const transaction = database.transaction(['conversations', 'talks', 'outbox'], 'readwrite');
  await transaction.objectStore('conversations').delete(draft.id);
  await transaction.objectStore('conversations').put(conversation);
  await transaction.objectStore('talks').delete(draft.id);
  const outbox = transaction.objectStore('outbox');
  for (const question of await outbox.index('conversationId').getAll(draft.id)) {
    await outbox.put({ ...question, conversationId: conversation.id });
  }
  await transaction.done;
  return conversation;
}

/** Removes a conversation from the device, with what was said and what waits in it. */
export async function dropConversation(database: Database, id: string): Promise<void> {
  const transaction = database.transaction(['conversations', 'talks', 'outbox'], 'readwrite');
  await transaction.objectStore('conversations').delete(id);
  await transaction.objectStore('talks').delete(id);
  const outbox = transaction.objectStore('outbox');
  for (const key of await outbox.index('conversationId').getAllKeys(id)) await outbox.delete(key);
  await transaction.done;
}
