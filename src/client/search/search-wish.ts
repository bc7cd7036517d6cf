import type { Course } from '../../protocol/rest/courses.ts';
import type { Document } from '../../protocol/rest/documents.ts';
import type { SearchMode } from '../../protocol/rest/search.ts';
import { MOST_PLACES } from './found-text.ts';

/** What is looked for, and where. */
export interface SearchWish {
  text: string;
  within: 'all' | 'documents' | 'conversations';
  mode: SearchMode;
  courseId?: string | undefined;
  documentId?: string | undefined;
  /** Days as the device's calendar has them, `2026-01-31`; both count. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Without any filter. */
export const everywhere: Omit<SearchWish, 'text'> = {
  within: 'all',
  mode: 'hybrid',
  courseId: undefined,
  documentId: undefined,
  from: undefined,
  to: undefined,
};

export function isLimited(wish: SearchWish): boolean {
  return wish.within !== everywhere.within || filterCount(wish) > 0;
}

/** The documents that a search in a course, or in everything, may find: of one that could not be read there is nothing. */
export function documentsIn(courseId: string | undefined, courses: Course[], documents: Document[]): Document[] {
  const course = courses.find(({ id }) => id === courseId);
  const found = documents.filter(({ status }) => status !== 'failed');
  if (!course) return found;
  const inCourse = new Set(course.documentIds);
  return found.filter(({ id }) => inCourse.has(id));
}

/** What changes with the course: a document that is not in it is no longer wanted. */
export function withCourse(wish: SearchWish, courseId: string | undefined, courses: Course[]): Partial<SearchWish> {
  const course = courses.find(({ id }) => id === courseId);
  const isIn = !course || !wish.documentId || course.documentIds.includes(wish.documentId);
  return { courseId, documentId: isIn ? wish.documentId : undefined };
}

/** How many filters are set, beside where to search. */
export function filterCount({ mode, courseId, documentId, from, to }: SearchWish): number {
  return [courseId, documentId, from, to].filter((value) => value !== undefined).length + (mode === 'hybrid' ? 0 : 1);
}

/** Whether a wish could be granted at all: nothing was said before it began. */
export function isPossible({ from, to }: Pick<SearchWish, 'from' | 'to'>): boolean {
  return from === undefined || to === undefined || from <= to;
}

/** The wish as `GET /api/search` takes it. Days begin at midnight where the device is. */
export function toQuery({ text, within, mode, courseId, documentId, from, to }: SearchWish): URLSearchParams {
  return paramsOf({
    q: text,
    in: within,
    limit: String(MOST_PLACES),
    mode: mode === 'hybrid' ? undefined : mode,
    courseId,
    documentIds: documentId,
    from: from && midnight(from, 0),
    to: to && midnight(to, 1),
  });
}

export function paramsOf(values: Record<string, string | undefined>): URLSearchParams {
  const given = Object.entries(values).filter((entry): entry is [string, string] => (entry[1] ?? '') !== '');
  return new URLSearchParams(given);
}

function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
