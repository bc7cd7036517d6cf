import { z } from 'zod';
import { Id, Instant } from '../common.ts';
import { MAX_COURSE_DOCUMENTS, MAX_COURSE_NAME } from '../limits.ts';

/** One line, as people write it. */
const CourseName = z
  .string()
  .transform((name) =>
    name
      .normalize('NFC')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  )
  .pipe(z.string().min(1).max(MAX_COURSE_NAME));
const DocumentIds = z.array(Id).max(MAX_COURSE_DOCUMENTS);

/** For making one and for renaming it. */
export const CourseBody = z.object({ name: CourseName });

/** Documents to put in and to take out; what is named in both is out. */
export const CourseDocumentsBody = z.object({ add: DocumentIds.default([]), remove: DocumentIds.default([]) });

/** A collection of documents that a talk or a search can be limited to. A document may be in several. */
export const Course = z.object({
  id: Id,
  name: z.string(),
  /** In the order in which they were put in. */
  documentIds: z.array(Id),
  createdAt: Instant,
});
export type Course = z.infer<typeof Course>;

/** All of them, oldest first. */
export const CourseList = z.object({ courses: z.array(Course) });
