import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';

interface ConfirmProps {
  /** The question, e.g. "Delete “Biology”?". */
  question: string;
  detail?: string;
  confirmLabel: string;
  onConfirm(): void;
}

/** A button that asks once more before it does what can't be undone. */
export function ConfirmButton(
  props: ConfirmProps & { label: string; class?: string; children: ComponentChildren },
): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class={props.class ?? 'button quiet'}
        aria-label={props.label}
        onClick={() => setOpen(true)}
      >
        {props.children}
      </button>
      {open ? <ConfirmDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Made when it is opened: a long list would carry one for each row. */
function ConfirmDialog(props: ConfirmProps & { onClose(): void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement | null>(null);
  const id = useId();
  // Not by an effect: the focus has to be in the dialog when it is first seen.
  const show = (element: HTMLDialogElement | null) => {
    dialog.current = element;
    if (element && !element.open) element.showModal();
  };
  return (
    <dialog ref={show} class="confirm" aria-labelledby={id} onClose={props.onClose}>
      <h2 id={id}>{props.question}</h2>
      {props.detail ? <p>{props.detail}</p> : null}
      <div class="row end">
        <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          class="button danger solid"
          onClick={() => {
            dialog.current?.close();
            props.onConfirm();
          }}
        >
          {props.confirmLabel}
        </button>
      </div>
    </dialog>
  );
}
