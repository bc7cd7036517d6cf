import type { JSX } from 'preact';
import type { Course } from '../../../protocol/rest/courses.ts';

/** The courses that a document is in, and those it could be in; the form's `course` fields. */
export function CourseChoices(props: { courses: Course[]; documentId: string }): JSX.Element | null {
  const { courses, documentId } = props;
  if (courses.length === 0) return null;
  return (
    <fieldset class="choices">
      <legend>Courses</legend>
      {courses.map((course) => (
        <label key={course.id} class="choice">
          <input
            type="checkbox"
            name="course"
            value={course.id}
            defaultChecked={course.documentIds.includes(documentId)}
          />
          <span>{course.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
