import type { KeptConversation } from '../store/database.ts';
import type { TalkState } from './talk-state.ts';

/** What a talk is called, also before it has a title of its own. */
export function titleOf(conversation: KeptConversation, talk: TalkState): string {
  return conversation.title || talk.messages[0]?.text.slice(0, 80) || 'New talk';
}
