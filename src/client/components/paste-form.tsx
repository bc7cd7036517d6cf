import type { JSX, TargetedSubmitEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { MAX_TITLE } from '../../protocol/limits.ts';
import { useApp } from '../app-parts.ts';
import { firstWords } from '../library/first-words.ts';
import { Field, fieldText } from './field.tsx';
import { KnownNote } from './known-note.tsx';
import { useTask } from './use-task.ts';

/** Notes typed or pasted straight in. */
export function PasteForm(): JSX.Element {
  const { library } = useApp();
  const task = useTask();
  const id = useId();
  const [known, setKnown] = useState<{ id: string; title: string } | undefined>(undefined);
  const details = useRef<HTMLDetailsElement>(null);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setKnown(undefined);
    task.run(async () => {
      const text = fieldText(form, 'text');
      const notes = await library.paste(fieldText(form, 'title').trim() || firstWords(text), text);
      if (notes?.duplicate) return setKnown(notes);
      form.reset();
      if (details.current) details.current.open = false;
    });
  };
  return (
    <details class="card" ref={details}>
      <summary>Paste notes</summary>
      <form class="form" onSubmit={submit}>
        <Field label="Title" name="title" maxLength={MAX_TITLE} hint="Without one, the first line is the title." />
        <div class="field">
          <label for={id}>Text</label>
          <textarea id={id} name="text" rows={6} required />
        </div>
        {known ? <KnownNote known={known} /> : null}
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <button type="submit" class="button primary" disabled={task.running}>
          {task.running ? 'Adding…' : 'Add notes'}
        </button>
      </form>
    </details>
  );
}
