import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import type { CreatedPhoneCode, PhoneLinks } from '../../../protocol/rest/phones.ts';
import { createPhoneCode, listPhones, setPhonePin, unlinkPhone } from '../../api/phones.ts';
import { useLoad } from '../use-load.ts';
import { useTask } from '../use-task.ts';
import { CallList } from './call-list.tsx';
import { PhoneRow } from './phone-row.tsx';

/** Numbers from which the learner can call the tutor; nothing where the server has no telephone. */
export function TelephoneSection(): JSX.Element | null {
  const known = useSignal<PhoneLinks | undefined>(undefined);
  const code = useSignal<CreatedPhoneCode | undefined>(undefined);
  const { run, problem, running } = useTask();
  const load = useCallback(async () => {
    known.value = await listPhones();
  }, [known]);
  useLoad(run, load);
  const change = (action: () => Promise<void>) =>
    run(async () => {
      await action();
      await load();
    });
  const phones = known.value;
  if (!phones || (phones.number === null && phones.links.length === 0)) return null;
  return (
    <section class="card" aria-labelledby="telephone-title">
      <h2 id="telephone-title">Telephone</h2>
      <p class="hint">
        Call {phones.number ? <PhoneNumber number={phones.number} /> : 'the tutor'} from a number of yours and go on
        where you stopped here. Whoever calls from it is taken for you; give it a PIN if you share the phone.
      </p>
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
      <ul class="rows plain">
        {phones.links.map((link) => (
          <PhoneRow
            key={link.id}
            link={link}
            onPin={(pin) => change(() => setPhonePin(link.id, pin))}
            onUnlink={() => change(() => unlinkPhone(link.id))}
          />
        ))}
      </ul>
      <CallList />
      {code.value ? <Code {...code.value} onLinked={() => run(load)} /> : null}
      {phones.number === null ? null : (
        <button
          type="button"
          class="button"
          disabled={running}
          onClick={() =>
            run(async () => {
              code.value = await createPhoneCode();
            })
          }
        >
          {code.value ? 'Make another code' : 'Link a number'}
        </button>
      )}
    </section>
  );
}

function Code({ code, number, expiresAt, onLinked }: CreatedPhoneCode & { onLinked(): void }): JSX.Element {
  const until = new Date(expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <div class="note" role="status">
      <p>
        Call <PhoneNumber number={number} /> and type this code until {until}:
      </p>
      <p>
        <code class="token phone-code">{code}</code>
      </p>
      <button type="button" class="button quiet" onClick={onLinked}>
        I have typed it
      </button>
    </div>
  );
}

function PhoneNumber({ number }: { number: string }): JSX.Element {
  return <a href={`tel:${number}`}>{number}</a>;
}
