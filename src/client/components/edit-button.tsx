import type { ComponentChildren, JSX, TargetedSubmitEvent } from 'preact';
import { useCallback, useId, useRef, useState } from 'preact/hooks';
import { MAX_TITLE } from '../../protocol/limits.ts';
import { Field } from './field.tsx';
import { PencilIcon } from './icons.tsx';
import { useTask } from './use-task.ts';

interface EditProps {
  /** Heading of the dialog. */
  heading: string;
  /** @returns what is wrong with what was written, for people; undefined when it is saved @throws when it could not be */
  onSave(form: HTMLFormElement): Promise<string | undefined>;
  /** The fields. */
  children: ComponentChildren;
}

/** A pencil that opens something for changing. @param props.label names what, for those who don't see it beside the pencil */
export function EditButton(props: EditProps & { label: string }): JSX.Element {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // What was changed may move in its list: with the row that moves, the browser forgets where the focus was.
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  return (
    <>
      <button ref={opener} type="button" class="icon-button" aria-label={props.label} onClick={() => setOpen(true)}>
        <PencilIcon />
      </button>
      {open ? <EditDialog {...props} onClose={close} /> : null}
    </>
  );
}

/** Made when it is opened: a long list would carry one for each row. */
function EditDialog({ heading, onSave, children, onClose }: EditProps & { onClose(): void }): JSX.Element {
  const task = useTask();
  const id = useId();
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const dialog = useRef<HTMLDialogElement | null>(null);
  // Not by an effect: the focus has to be in the dialog when it is first seen. Once: a closed dialog stays closed.
  const show = useCallback((element: HTMLDialogElement | null) => {
    dialog.current = element;
    if (element && !element.open) element.showModal();
  }, []);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    task.run(async () => {
      setWrong(undefined);
      const found = await onSave(form);
      setWrong(found);
      if (found === undefined) dialog.current?.close();
    });
  };
  const problem = wrong ?? task.problem;
  return (
    <dialog ref={show} class="confirm" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{heading}</h2>
      <form class="form" onSubmit={submit}>
        {children}
        <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
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

/** A title as it is now; blanks alone are none. */
export function TitleField({ value }: { value: string }): JSX.Element {
  return <Field label="Title" name="title" value={value} maxLength={MAX_TITLE} pattern=".*\S.*" required />;
}
