import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';

export interface ScopeStores {
  conversations: Pick<ConversationStore, 'limitedWithin'>;
  courses: Pick<CourseStore, 'documentIds' | 'conversationIds'>;
}

export interface TalkScope {
  /** The documents that the talk is about at this moment; undefined: all of the learner's. */
  documentIds: string[] | undefined;
  /** The earlier talks that it may remember; undefined: all of the learner's others. */
  remembered: string[] | undefined;
}

/**
 * What a talk may draw on. A course is looked up each time, so that what was put into it meanwhile counts; of one that is
 * gone between two looks there is nothing. A limited talk remembers only what was said under the same limit: in talks of the
 * same course, or in talks about documents that are all among its own. What was said anywhere else may be of anything.
 */
export async function scopeOf(
  { conversations, courses }: ScopeStores,
  { id, learnerId, courseId, documentIds }: Pick<Conversation, 'id' | 'learnerId' | 'courseId' | 'documentIds'>,
): Promise<TalkScope> {
  const others = (ids: string[]) => ids.filter((other) => other !== id);
  if (courseId !== undefined) {
    const [inCourse, ofCourse] = await Promise.all([
      courses.documentIds(learnerId, courseId),
      courses.conversationIds(learnerId, courseId),
    ]);
    return { documentIds: inCourse ?? [], remembered: others(ofCourse) };
  }
  if (documentIds === undefined) return { documentIds, remembered: undefined };
  return { documentIds, remembered: others(await conversations.limitedWithin(learnerId, documentIds)) };
}
