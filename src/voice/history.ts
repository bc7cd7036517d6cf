import type { Message, MessageStore } from '../ports/message-store.ts';
import type { HistoryItem } from '../tutor/tutor.ts';

/** Messages read for one turn; the tutor takes as many of the latest as its token budget holds. */
const HISTORY_MESSAGES = 60;

/**
 * The talk before a question, oldest first: of the tutor's messages what was heard, never what was merely generated.
 * The question itself is pending and so not among the recent ones; what was asked after it is left out when it is
 * answered again, or was overtaken by a question that was given up.
 */
export async function historyBefore(
  messages: MessageStore,
  question: { learnerId: string; conversationId: string; createdAt: number },
): Promise<HistoryItem[]> {
  const recent = await messages.recent(question.learnerId, question.conversationId, HISTORY_MESSAGES);
  const next = recent.findIndex(({ role, createdAt }) => role === 'learner' && createdAt > question.createdAt);
  return heardItems(next < 0 ? recent : recent.slice(0, next));
}

/** The talk up to now, for what is being said at this moment. */
export async function historySoFar(
  messages: MessageStore,
  learnerId: string,
  conversationId: string,
): Promise<HistoryItem[]> {
  return heardItems(await messages.recent(learnerId, conversationId, HISTORY_MESSAGES));
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
