import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../protocol/limits.ts';
import { useApp } from '../app-parts.ts';
import { FailureNote } from '../components/failure-note.tsx';
import { Field, fieldText } from '../components/field.tsx';
import { useTask } from '../components/use-task.ts';
import { online } from '../offline/connectivity.ts';

/** Signing in, or making an account. */
export function WelcomePage(): JSX.Element {
  const { path, query } = useLocation();
  const [isNew, setNew] = useState(path === '/sign-up' || query['invite'] !== undefined);
  return (
    <main class="welcome">
      <img src="/icons/icon.svg" width="72" height="72" alt="" />
      <h1>Learn by talking about your own material</h1>
      <p class="lead">A patient tutor that answers from what you give it to read, and shows you where it says so.</p>
      <FailureNote />
      {online.value ? null : <p class="badge offline">You are offline. Signing in needs a connection.</p>}
      <SharedNote />
      {isNew ? <SignUpForm invite={query['invite']} /> : <SignInForm />}
      <button type="button" class="button link" onClick={() => setNew(!isNew)}>
        {isNew ? 'I have an account: sign in' : 'I’m new here: create an account'}
      </button>
    </main>
  );
}

/** Sharing works without an account; what becomes of it is said where one would be. */
function SharedNote(): JSX.Element | null {
  const { length } = useApp().shares.items.value;
  if (length === 0) return null;
  return (
    <p class="note" role="status">
      What was shared with the tutor waits on this device until you sign in.
    </p>
  );
}

function SignInForm(): JSX.Element {
  const { session } = useApp();
  const task = useTask();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    task.run(() => session.signIn(fieldText(form, 'email'), fieldText(form, 'password')));
  };
  return (
    <form class="card form" onSubmit={submit} aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">Sign in</h2>
      <Field label="Email" name="email" type="email" autocomplete="username" required />
      <Field label="Password" name="password" type="password" autocomplete="current-password" required />
      <FormEnd label="Sign in" running={task.running} problem={task.problem} />
    </form>
  );
}

function SignUpForm({ invite }: { invite: string | undefined }): JSX.Element {
  const { session } = useApp();
  const task = useTask();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = {
      name: fieldText(form, 'name'),
      email: fieldText(form, 'email'),
      password: fieldText(form, 'password'),
    };
    const code = fieldText(form, 'invite').trim();
    task.run(() => session.signUp(code === '' ? body : { ...body, invite: code }));
  };
  return (
    <form class="card form" onSubmit={submit} aria-labelledby="sign-up-title">
      <h2 id="sign-up-title">Create an account</h2>
      <Field label="Your name" name="name" autocomplete="name" maxLength={100} required />
      <Field label="Email" name="email" type="email" autocomplete="username" required />
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="new-password"
        hint={`At least ${MIN_PASSWORD} characters.`}
        minLength={MIN_PASSWORD}
        maxLength={MAX_PASSWORD}
        required
      />
      {invite === undefined ? (
        <details>
          <summary>I have an invitation code</summary>
          <Field label="Invitation code" name="invite" autocomplete="off" maxLength={100} />
        </details>
      ) : (
        <Field label="Invitation code" name="invite" autocomplete="off" value={invite} maxLength={100} />
      )}
      <FormEnd label="Create account" running={task.running} problem={task.problem} />
    </form>
  );
}

function FormEnd(props: { label: string; running: boolean; problem: string | undefined }): JSX.Element {
  return (
    <>
      <div role="alert">{props.problem ? <p class="problem-text">{props.problem}</p> : null}</div>
      <button type="submit" class="button primary wide" disabled={props.running}>
        {props.running ? 'One moment…' : props.label}
      </button>
    </>
  );
}
