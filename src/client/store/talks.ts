import type { ResumePoint } from '../../protocol/client-messages.ts';
import type { TalkMessage } from '../talk/talk-message.ts';
import type { Database, KeptTalk } from './database.ts';

export function readTalk(database: Database, conversationId: string): Promise<KeptTalk | undefined> {
  return database.get('talks', conversationId);
}

/** Keeps the messages as they stand at `position`; without one the position that was kept before goes on. */
export async function keepTalk(
  database: Database,
  conversationId: string,
  messages: TalkMessage[],
  position?: ResumePoint,
): Promise<void> {
  const transaction = database.transaction('talks', 'readwrite');
  const before = await transaction.store.get(conversationId);
  // A running answer is told again from its beginning after the kept position.
  const ended = messages.filter((message) => message.status !== 'pending' || message.role === 'learner');
  await transaction.store.put({ conversationId, messages: ended, position: position ?? before?.position });
  await transaction.done;
}
