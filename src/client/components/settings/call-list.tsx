import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { TelephoneCall, TelephoneCalls } from '../../../protocol/rest/phones.ts';
import { listCalls } from '../../api/phones.ts';
import { useLoad } from '../use-load.ts';
import { useTask } from '../use-task.ts';
import { whenText } from '../when-text.ts';

/** The learner's calls and what each was about; nothing where there was none. */
export function CallList(): JSX.Element | null {
  const known = useSignal<TelephoneCalls | undefined>(undefined);
  const { run, problem, running } = useTask();
  const load = async (cursor?: string) => {
    const { calls, ...rest } = await listCalls(cursor);
    known.value = { ...rest, calls: [...(known.value?.calls ?? []), ...calls] };
  };
  useLoad(run, load);
  const list = known.value;
  if (!problem && (!list || list.calls.length === 0)) return null;
  return (
    <>
      <h3>Your calls</h3>
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
      <ul class="rows plain">
        {list?.calls.map((call) => (
          <li key={call.id}>
            <CallRow call={call} />
          </li>
        ))}
      </ul>
      {list?.nextCursor ? (
        <button type="button" class="button" disabled={running} onClick={() => run(() => load(list.nextCursor))}>
          Show more calls
        </button>
      ) : null}
    </>
  );
}

/** Opens the talk that the call ended in, where there still is one. */
function CallRow({ call }: { call: TelephoneCall }): JSX.Element {
  const { startedAt, summary, conversationIds } = call;
  const talk = conversationIds.at(-1);
  const told = (
    <>
      <span class="row-title">
        {whenText(startedAt)} · {lengthText(call)}
      </span>
      <span class="row-detail">{summary === '' ? 'Nothing was asked.' : summary}</span>
    </>
  );
  if (talk === undefined) return <div class="row-link">{told}</div>;
  return (
    <a class="row-link" href={`/talk/${talk}`}>
      {told}
    </a>
  );
}

function lengthText({ durationS, endedAt }: TelephoneCall): string {
  if (durationS !== undefined) return `${Math.max(1, Math.ceil(durationS / 60))} min`;
  return endedAt === undefined ? 'going on' : 'ended';
}
