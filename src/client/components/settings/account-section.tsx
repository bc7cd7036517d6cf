import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { updateMe } from '../../api/accounts.ts';
import { useApp } from '../../app-parts.ts';
import { Field, fieldText } from '../field.tsx';
import { operatorsPage } from '../operators-page.ts';
import { useTask } from '../use-task.ts';

export function AccountSection(): JSX.Element {
  const { session } = useApp();
  const task = useTask();
  const [saved, setSaved] = useState(false);
  const account = session.account.value;
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = fieldText(event.currentTarget, 'name');
    setSaved(false);
    task.run(async () => {
      session.changed(await updateMe({ name }));
      setSaved(true);
    });
  };
  return (
    <section class="card" aria-labelledby="account-title">
      <h2 id="account-title">You</h2>
      <form class="form" onSubmit={submit}>
        <Field label="Name" name="name" autocomplete="name" value={account?.name ?? ''} maxLength={100} required />
        <p class="hint">Signed in as {account?.email}</p>
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <div class="row">
          <button type="submit" class="button" disabled={task.running}>
            Save name
          </button>
          <span role="status">{saved ? 'Saved.' : ''}</span>
        </div>
      </form>
      {account?.role === 'admin' ? (
        <a class="lone-link" {...operatorsPage}>
          Operator’s page
        </a>
      ) : null}
    </section>
  );
}
