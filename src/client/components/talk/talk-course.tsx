import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../../app-parts.ts';
import { noteFailure } from '../../offline/failures.ts';

/** The course that a talk is limited to. */
export function TalkCourse({ id }: { id: string }): JSX.Element | null {
  const { courses } = useApp();
  const course = courses.find(id);
  const known = course !== undefined;
  useEffect(() => {
    if (!known) courses.refresh().catch(noteFailure);
  }, [courses, known]);
  return course ? <p class="talk-course">Course: {course.name}</p> : null;
}
