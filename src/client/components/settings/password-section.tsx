import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../../protocol/limits.ts';
import { updateMe } from '../../api/accounts.ts';
import { useApp } from '../../app-parts.ts';
import { Field, fieldText } from '../field.tsx';
import { useTask } from '../use-task.ts';

export function PasswordSection(): JSX.Element {
  const { session } = useApp();
  const task = useTask();
  const [saved, setSaved] = useState(false);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setSaved(false);
    task.run(async () => {
      const currentPassword = fieldText(form, 'currentPassword');
      const newPassword = fieldText(form, 'newPassword');
      session.changed(await updateMe({ currentPassword, newPassword }));
      form.reset();
      setSaved(true);
    });
  };
  return (
    <section class="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form class="form" onSubmit={submit}>
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autocomplete="current-password"
          required
        />
        <Field
          label="New password"
          name="newPassword"
          type="password"
          autocomplete="new-password"
          hint={`At least ${MIN_PASSWORD} characters. Your other devices are signed out.`}
          minLength={MIN_PASSWORD}
          maxLength={MAX_PASSWORD}
          required
        />
        <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
        <div class="row">
          <button type="submit" class="button" disabled={task.running}>
            Change password
          </button>
          <span role="status">{saved ? 'Changed.' : ''}</span>
        </div>
      </form>
    </section>
  );
}
