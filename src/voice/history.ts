import type { Message, MessageStore } from '../ports/message-store.ts';
import type { HistoryItem } from '../tutor/tutor.ts';

/** Messages read for one turn; the tutor takes as many of the latest as its token budget holds. */
const HISTORY_MESSAGES = 60;

/** The latest messages of a talk as the tutor may be told of them, oldest first. */
export function recentMessages(
  messages: Pick<MessageStore, 'recent'>,
  learnerId: string,
  conversationId: string,
): Promise<Message[]> {
  return messages.recent(learnerId, conversationId, HISTORY_MESSAGES);
}

/**
 * The talk before a question, oldest first: of the tutor's messages what was heard, never what was merely generated.
 * The question itself is pending and so not among the recent ones; what was asked after it is left out when it is
 * answered again, or was overtaken by a question that was given up.
 */
export function historyBefore(recent: Message[], createdAt = Number.POSITIVE_INFINITY): HistoryItem[] {
  const next = recent.findIndex((message) => message.role === 'learner' && message.createdAt > createdAt);
  return heardItems(next < 0 ? recent : recent.slice(0, next));
}

function heardItems(messages: Message[]): HistoryItem[] {
  return messages
    .map((message) => ({
      role: message.role,
      text: message.heardText ?? message.text,
      ...(message.role === 'tutor' && message.status !== 'complete' ? { interrupted: true } : {}),
    }))
    .filter((item) => item.text !== '');
}
