import type { JSX } from 'preact';
import { updateMe } from '../../api/accounts.ts';
import { useApp } from '../../app-parts.ts';
import { changeSettings, settings } from '../../settings/settings.ts';
import { useTask } from '../use-task.ts';
import { type Choice, Choices } from './choices.tsx';

const patience: Choice<'patient' | 'quick'>[] = [
  { value: 'patient', label: 'Patient', meaning: 'leaves me time to think' },
  { value: 'quick', label: 'Quick', meaning: 'answers as soon as I pause' },
];

/** How long a pause may be: on this device, and on the telephone, which knows no device. */
export function PatienceChoice(): JSX.Element {
  const { session } = useApp();
  const { run, problem } = useTask();
  const choose = (value: 'patient' | 'quick') => {
    changeSettings({ patience: value });
    run(async () => session.changed(await updateMe({ patience: value })));
  };
  return (
    <>
      <Choices
        name="patience"
        legend="When I pause, the tutor is"
        choices={patience}
        value={settings.value.patience}
        onChange={choose}
      />
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
    </>
  );
}
