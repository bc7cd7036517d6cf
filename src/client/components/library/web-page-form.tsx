import type { JSX, TargetedSubmitEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { useApp } from '../../app-parts.ts';
import { typedAddress } from '../../library/typed-address.ts';
import { Field, fieldText } from '../field.tsx';
import { KnownNote } from '../known-note.tsx';
import { useTask } from '../use-task.ts';

/** A web page, by its address; why it can't be had is said beside it. */
export function WebPageForm(): JSX.Element {
  const { library } = useApp();
  const task = useTask();
  const [known, setKnown] = useState<{ id: string; title: string } | undefined>(undefined);
  const details = useRef<HTMLDetailsElement>(null);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setKnown(undefined);
    task.run(async () => {
      const page = await library.addPage(typedAddress(fieldText(form, 'url')));
      if (page?.duplicate) return setKnown(page);
      form.reset();
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details class="card" ref={details}>
      <summary>Add a web page</summary>
      <form class="form" onSubmit={submit}>
        <Field
          label="Address"
          name="url"
          inputMode="url"
          autocomplete="off"
          maxLength={2000}
          hint="A copy of what it says is kept; only pages that anybody can open without signing in."
          required
        />
        {known ? <KnownNote known={known} /> : null}
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <button type="submit" class="button primary" disabled={task.running}>
          {task.running ? 'Fetching…' : 'Add page'}
        </button>
      </form>
    </details>
  );
}
