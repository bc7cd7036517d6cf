import type { JSX, TargetedSubmitEvent } from 'preact';
import { useCallback, useId, useRef, useState } from 'preact/hooks';
import { MAX_TITLE } from '../../protocol/limits.ts';
import type { KeptConversation } from '../store/database.ts';
import { Field, fieldText } from './field.tsx';
import { PencilIcon } from './icons.tsx';
import { useTask } from './use-task.ts';

/** The button that opens a talk's title for changing. */
export function RenameTalk(props: {
  conversation: KeptConversation;
  onTitle(title: string): Promise<void>;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // A renamed talk comes first in the list: with the row that moves, the browser forgets where the focus was.
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button
        ref={opener}
        type="button"
        class="icon-button"
        aria-label={`Rename ${props.conversation.title || 'this talk'}`}
        onClick={() => setOpen(true)}
      >
        <PencilIcon />
      </button>
      {open ? <RenameDialog {...props} onClose={close} /> : null}
    </>
  );
}

function RenameDialog(props: {
  conversation: KeptConversation;
  onTitle(title: string): Promise<void>;
  onClose(): void;
}): JSX.Element {
  const task = useTask();
  const id = useId();
  const dialog = useRef<HTMLDialogElement | null>(null);
  // Not by an effect: the focus has to be in the dialog when it is first seen. Once: a closed dialog stays closed.
  const show = useCallback((element: HTMLDialogElement | null) => {
    dialog.current = element;
    if (element && !element.open) element.showModal();
  }, []);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = fieldText(event.currentTarget, 'title').trim();
    task.run(async () => {
      await props.onTitle(title);
      dialog.current?.close();
    });
  };
  return (
    <dialog ref={show} class="confirm" aria-labelledby={id} onClose={props.onClose}>
      <h2 id={id}>Rename talk</h2>
      <form class="form" onSubmit={submit}>
        <Field
          label="Title"
          name="title"
          value={props.conversation.title}
          maxLength={MAX_TITLE}
          pattern=".*\S.*"
          required
        />
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
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
