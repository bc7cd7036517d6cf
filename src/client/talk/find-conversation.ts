import { getConversation } from '../api/conversations.ts';
import { keepConversation } from '../store/conversations.ts';
import type { Database, KeptConversation } from '../store/database.ts';

/** A conversation as this device keeps it, else as the server has it. @throws when neither can be had */
export async function findConversation(database: Database, id: string): Promise<KeptConversation> {
  const kept = await database.get('conversations', id);
  if (kept) return kept;
  const conversation = await getConversation(id);
  await keepConversation(database, conversation);
  return conversation;
}
