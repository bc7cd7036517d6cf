import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Course } from '../../../protocol/rest/courses.ts';

/** Chooses whose documents are listed: a course's, or all. */
export function CourseFilter(props: {
  courses: Course[];
  chosen: string | undefined;
  onChoose(id: string | undefined): void;
}): JSX.Element | null {
  const { courses, chosen, onChoose } = props;
  const id = useId();
  if (courses.length === 0) return null;
  return (
    <div class="field">
      <label for={id}>Course</label>
      <select id={id} value={chosen ?? ''} onChange={(event) => onChoose(event.currentTarget.value || undefined)}>
        <option value="">All documents</option>
        {courses.map(({ id: course, name, documentIds }) => (
          <option key={course} value={course}>
            {name} ({documentIds.length})
          </option>
        ))}
      </select>
    </div>
  );
}
