import { AppError, invalid, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Course, CourseChange, CourseStore } from '../ports/course-store.ts';
import type { Signals } from '../ports/signals.ts';
import { MAX_COURSE_DOCUMENTS, MAX_COURSES } from '../protocol/limits.ts';

/** A learner's courses, as the doors see them. Whatever is not the learner's is `not_found`. */
export interface Courses {
  /** Throws `course_exists` (409) where the name is taken, `too_many_courses` (422) beyond 100. */
  create(learnerId: string, name: string): Promise<Course>;
  list(learnerId: string): Promise<Course[]>;
  get(learnerId: string, id: string): Promise<Course>;
  /** Throws `course_exists` (409) where the name is taken. */
  rename(learnerId: string, id: string, name: string): Promise<Course>;
  /** Its documents stay. */
  remove(learnerId: string, id: string): Promise<void>;
  /**
   * Puts documents in and takes others out, all of it or nothing. Throws `unknown_document` (422), and `course_full` (422)
   * beyond 1,000.
   */
  change(learnerId: string, id: string, change: CourseChange): Promise<Course>;
}

export interface CoursesDeps {
  courses: CourseStore;
  signals: Signals;
  clock: Clock;
}

export function createCourses({ courses, signals, clock }: CoursesDeps): Courses {
  /** Talks about it have another ground from now on. */
  const changed = (learnerId: string) => void signals.publish({ type: 'changed', learnerId });

  return {
    async create(learnerId, name) {
      const course = { id: newId(), learnerId, name, createdAt: clock.now() };
      const outcome = await named(() => courses.create(course, MAX_COURSES));
      if (outcome === 'full') throw invalid('too_many_courses', `There may be ${MAX_COURSES} courses at most.`);
      return { ...course, documentIds: [] };
    },
    list: (learnerId) => courses.list(learnerId),
    async get(learnerId, id) {
      return found(await courses.find(learnerId, id));
    },
    async rename(learnerId, id, name) {
      return found(await named(() => courses.rename(learnerId, id, name)));
    },
    async remove(learnerId, id) {
      if (!(await courses.remove(learnerId, id))) throw notFound('course');
      changed(learnerId);
    },
    async change(learnerId, id, change) {
      const done = await courses.change(learnerId, id, change, MAX_COURSE_DOCUMENTS);
      if (done.outcome === 'changed') {
        changed(learnerId);
        return done.course;
      }
      if (done.outcome === 'no_course') throw notFound('course');
      if (done.outcome === 'no_document') throw invalid('unknown_document', 'One of the documents is not there.');
      throw invalid('course_full', `A course holds ${MAX_COURSE_DOCUMENTS} documents at most.`);
    },
  };
}

function found(course: Course | undefined): Course {
  if (!course) throw notFound('course');
  return course;
}

async function named<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'already_exists') throw error;
    const message = 'There is a course of this name already.';
    throw new AppError({ code: 'course_exists', status: 409, message, cause: error });
  }
}
