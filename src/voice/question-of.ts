import { notFound } from '../errors.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Question } from '../tutor/tutor.ts';
import { historyBefore } from './history.ts';
import { documentsAbout } from './talk-scope.ts';

export interface QuestionStores {
  conversations: Pick<ConversationStore, 'find'>;
  messages: MessageStore;
  courses: Pick<CourseStore, 'documentIds'>;
}

interface AskedQuestion {
  learnerId: string;
  learnerName: string;
  conversationId: string;
  /** Its place in the talk. */
  createdAt: number;
  text: string;
}

/** What the tutor is asked: the learner's words, with the talk as it was when they were stored. */
export async function questionOf({ stores }: { stores: QuestionStores }, task: AskedQuestion): Promise<Question> {
  const { learnerId, learnerName, conversationId, createdAt, text } = task;
  const [conversation, history] = await Promise.all([
    stores.conversations.find(learnerId, conversationId),
    historyBefore(stores.messages, { learnerId, conversationId, createdAt }),
  ]);
  if (!conversation) throw notFound('conversation');
  const { mode, language } = conversation;
  const documentIds = await documentsAbout(stores.courses, conversation);
  return { learnerId, conversationId, learnerName, text, mode, language, documentIds, history };
}
