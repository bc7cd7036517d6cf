import type { JSX, TargetedSubmitEvent } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { MAX_TITLE } from '../../../protocol/limits.ts';
import type { Document } from '../../../protocol/rest/documents.ts';
import { useApp } from '../../app-parts.ts';
import { readTags } from '../../library/tags.ts';
import { Field, fieldText } from '../field.tsx';
import { PencilIcon } from '../icons.tsx';
import { useTask } from '../use-task.ts';
import { CourseChoices } from './course-choices.tsx';

/** The button that opens a document's title, tags and courses for changing. */
export function EditDocument(props: { document: Document }): JSX.Element {
  const [open, setOpen] = useState(false);
  const { document } = props;
  return (
    <>
      <button type="button" class="icon-button" aria-label={`Change ${document.title}`} onClick={() => setOpen(true)}>
        <PencilIcon />
      </button>
      {open ? <EditDialog document={document} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function EditDialog(props: { document: Document; onClose(): void }): JSX.Element {
  const { document, onClose } = props;
  const { library, courses } = useApp();
  const task = useTask();
  const id = useId();
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const dialog = useRef<HTMLDialogElement | null>(null);
  // Not by an effect: the focus has to be in the dialog when it is first seen.
  const show = (element: HTMLDialogElement | null) => {
    dialog.current = element;
    if (element && !element.open) element.showModal();
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const read = readTags(fieldText(form, 'tags'));
    setProblem(read.problem);
    if (read.problem !== undefined) return;
    task.run(async () => {
      await library.change(document.id, { title: fieldText(form, 'title'), tags: read.tags });
      const chosen = new FormData(form).getAll('course').map(String);
      await courses.place(document.id, new Set(chosen));
      dialog.current?.close();
    });
  };
  const wrong = problem ?? task.problem;
  return (
    <dialog ref={show} class="confirm" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>Change document</h2>
      <form class="form" onSubmit={submit}>
        <Field label="Title" name="title" value={document.title} maxLength={MAX_TITLE} required />
        <div class="field">
          <label for={`${id}-tags`}>Tags</label>
          <textarea id={`${id}-tags`} name="tags" rows={3} aria-describedby={`${id}-hint`}>
            {document.tags.join('\n')}
          </textarea>
          <p class="hint" id={`${id}-hint`}>
            One per line
          </p>
        </div>
        <CourseChoices courses={courses.list.value} documentId={document.id} />
        <div role="alert">{wrong ? <p class="problem-text">{wrong}</p> : null}</div>
        <div class="row end">
          <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={task.running}>
            Save
          </button>
        </div>
      </form>
    </dialog>
  );
}
