import type { Conversation } from '../ports/conversation-store.ts';
import type { CourseStore } from '../ports/course-store.ts';

/**
 * The documents that a talk is about at this moment; undefined: all of the learner's. A course is looked up each time, so
 * that what was put into it meanwhile counts. Of one that is gone between two looks there is nothing.
 */
export async function documentsAbout(
  courses: Pick<CourseStore, 'documentIds'>,
  { learnerId, courseId, documentIds }: Pick<Conversation, 'learnerId' | 'courseId' | 'documentIds'>,
): Promise<string[] | undefined> {
  if (courseId === undefined) return documentIds;
  return (await courses.documentIds(learnerId, courseId)) ?? [];
}
