import type { JSX, TargetedSubmitEvent } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { MAX_TITLE } from '../../protocol/limits.ts';
import { useApp } from '../app-parts.ts';
import { Field, fieldText } from './field.tsx';
import { useTask } from './use-task.ts';

/** Notes typed or pasted straight in. */
export function PasteForm(): JSX.Element {
  const { library } = useApp();
  const task = useTask();
  const id = useId();
  const details = useRef<HTMLDetailsElement>(null);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    task.run(async () => {
      await library.paste(fieldText(form, 'title'), fieldText(form, 'text'));
      form.reset();
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details class="card" ref={details}>
      <summary>Paste notes</summary>
      <form class="form" onSubmit={submit}>
        <Field label="Title" name="title" maxLength={MAX_TITLE} required />
        <div class="field">
          <label for={id}>Text</label>
          <textarea id={id} name="text" rows={6} required />
        </div>
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <button type="submit" class="button primary" disabled={task.running}>
          {task.running ? 'Adding…' : 'Add notes'}
        </button>
      </form>
    </details>
  );
}
