import { notFound } from '../errors.ts';
import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import type { Message, MessageStore } from '../ports/message-store.ts';
import type { Holdings, SpaceStore } from '../ports/vector-spaces.ts';
import type { Question } from '../tutor/tutor.ts';
import { historyBefore, recentMessages } from './history.ts';
import { type ScopeStores, scopeOf, type TalkScope } from './talk-scope.ts';

export interface QuestionStores {
  conversations: Pick<ConversationStore, 'find'> & ScopeStores['conversations'];
  messages: Pick<MessageStore, 'recent'>;
  courses: ScopeStores['courses'];
  spaces: Pick<SpaceStore, 'holdings'>;
}

interface AskedQuestion {
  learnerId: string;
  learnerName: string;
  conversationId: string;
  /** Its place in the talk. */
  createdAt: number;
  text: string;
}

/** What a question is asked upon, whatever its words: the talk as it is now, and what there is to look into. */
export interface Ground extends TalkScope {
  conversation: Conversation;
  recent: Message[];
  holdings: Holdings;
}

/** Reads the ground of the next question. Throws `not_found`. */
export async function groundOf(
  stores: QuestionStores,
  { learnerId, id }: Pick<Conversation, 'learnerId' | 'id'>,
): Promise<Ground> {
  const scope = async () => {
    const conversation = await stores.conversations.find(learnerId, id);
    if (!conversation) throw notFound('conversation');
    return { conversation, ...(await scopeOf(stores, conversation)) };
  };
  const [about, recent, holdings] = await Promise.all([
    scope(),
    recentMessages(stores.messages, learnerId, id),
    stores.spaces.holdings(learnerId, id),
  ]);
  return { ...about, recent, holdings };
}

/** What the tutor is asked: the learner's words, with the talk as it was when they were stored. Throws `not_found`. */
export async function questionOf(
  grounds: { read(talk: Pick<Conversation, 'learnerId' | 'id'>): Promise<Ground> },
  { learnerId, conversationId: id, learnerName, text, createdAt }: AskedQuestion,
): Promise<Question> {
  return questionOn(await grounds.read({ learnerId, id }), { learnerName, text, createdAt });
}

/** The same on a ground that was read before. Without `createdAt` it is being said now. */
export function questionOn(
  { conversation, recent, documentIds, remembered, holdings }: Ground,
  { learnerName, text, createdAt }: { learnerName: string; text: string; createdAt?: number },
): Question {
  const { id: conversationId, learnerId, mode, language } = conversation;
  const history = historyBefore(recent, createdAt);
  return { learnerId, conversationId, learnerName, text, mode, language, documentIds, remembered, history, holdings };
}
