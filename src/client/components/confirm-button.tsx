import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';

/** A button that asks once more before it does what can't be undone. */
export function ConfirmButton(props: {
  label: string;
  /** The question, e.g. "Delete “Biology”?". */
  question: string;
  detail?: string;
  confirmLabel: string;
  class?: string;
  children: ComponentChildren;
  onConfirm(): void;
}): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  return (
    <>
      <button
        type="button"
        class={props.class ?? 'button quiet'}
        aria-label={props.label}
        onClick={() => dialog.current?.showModal()}
      >
        {props.children}
      </button>
      <dialog ref={dialog} class="confirm" aria-labelledby={id}>
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
    </>
  );
}
