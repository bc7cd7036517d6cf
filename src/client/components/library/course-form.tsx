import type { JSX, TargetedSubmitEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { MAX_COURSE_DOCUMENTS, MAX_COURSE_NAME, MAX_COURSES } from '../../../protocol/limits.ts';
import { Field, fieldText } from '../field.tsx';
import { useTask } from '../use-task.ts';

/** Asks for a course's name: of a new one, or of one that is renamed. */
export function CourseForm(props: {
  summary: string;
  name?: string;
  submitLabel: string;
  onName(name: string): Promise<void>;
}): JSX.Element {
  const task = useTask();
  const details = useRef<HTMLDetailsElement>(null);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    task.run(async () => {
      await props.onName(fieldText(form, 'name'));
      form.reset();
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details class="card" ref={details}>
      <summary>{props.summary}</summary>
      <form class="form" onSubmit={submit}>
        <Field
          label="Name"
          name="name"
          value={props.name ?? ''}
          maxLength={MAX_COURSE_NAME}
          hint={`There is room for ${MAX_COURSES} courses, and for ${MAX_COURSE_DOCUMENTS} documents in each.`}
          required
        />
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <button type="submit" class="button primary" disabled={task.running}>
          {props.submitLabel}
        </button>
      </form>
    </details>
  );
}
