import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useApp } from '../../app-parts.ts';
import { Field, fieldText } from '../field.tsx';
import { useTask } from '../use-task.ts';

/** Taking one's things along, signing out, and deleting the account. */
export function LeavingSection(): JSX.Element {
  const { session, outbox } = useApp();
  const { route } = useLocation();
  const signOut = useTask();
  const waiting = useSignal(0);
  useEffect(() => {
    const count = async () => {
      waiting.value = (await outbox.list()).length;
    };
    void count();
  }, [outbox, waiting]);
  return (
    <section class="card" aria-labelledby="leaving-title">
      <h2 id="leaving-title">Your data</h2>
      <a class="lone-link" href="/api/me/export" target="_self" rel="external" download>
        Download everything of mine
      </a>
      <p class="hint">Signing out removes what is kept on this device.</p>
      {waiting.value > 0 ? (
        <p class="note problem">
          {waiting.value === 1
            ? 'A question that was not sent yet'
            : `${waiting.value} questions that were not sent yet`}{' '}
          would be lost.
        </p>
      ) : null}
      <div role="alert">{signOut.problem ? <p class="problem-text">{signOut.problem}</p> : null}</div>
      <div class="row">
        <button
          type="button"
          class="button"
          disabled={signOut.running}
          onClick={() => signOut.run(() => session.signOut().then(() => route('/', true)))}
        >
          Sign out
        </button>
        <DeleteAccount />
      </div>
    </section>
  );
}

function DeleteAccount(): JSX.Element {
  const { session } = useApp();
  const { route } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  const task = useTask();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = fieldText(event.currentTarget, 'password');
    task.run(() => session.deleteAccount(password).then(() => route('/', true)));
  };
  return (
    <>
      <button type="button" class="button danger" onClick={() => dialog.current?.showModal()}>
        Delete account
      </button>
      <dialog ref={dialog} class="confirm" aria-labelledby="delete-title">
        <h2 id="delete-title">Delete your account?</h2>
        <p>Your documents, talks and everything else of yours go for good.</p>
        <form class="form" onSubmit={submit}>
          <Field label="Your password" name="password" type="password" autocomplete="current-password" required />
          <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
          <div class="row end">
            <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <button type="submit" class="button danger solid" disabled={task.running}>
              Delete everything
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
