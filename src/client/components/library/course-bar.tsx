import type { JSX } from 'preact';
import type { Course } from '../../../protocol/rest/courses.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { CourseForm } from './course-form.tsx';

/** What can be done with the course that is shown. */
export function CourseBar(props: {
  course: Course;
  onRename(name: string): Promise<void>;
  onDelete(): void;
}): JSX.Element {
  const { id, name, documentIds } = props.course;
  return (
    <section class="course-bar" aria-label={`Course ${name}`}>
      {documentIds.length > 0 ? (
        <a class="button primary" href={`/talk?new=1&course=${id}`}>
          Talk about this course
        </a>
      ) : (
        <p class="note">
          Nothing is in this course yet. Choose “All documents” above, and put some in with their pencils.
        </p>
      )}
      <CourseForm key={id} summary="Rename course" name={name} submitLabel="Rename" onName={props.onRename} />
      <div class="row end">
        <ConfirmButton
          label={`Delete course ${name}`}
          question={`Delete the course “${name}”?`}
          detail="Its documents stay. Talks about it go on with all of your material."
          confirmLabel="Delete"
          onConfirm={props.onDelete}
        >
          Delete course
        </ConfirmButton>
      </div>
    </section>
  );
}
