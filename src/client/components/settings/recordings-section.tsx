import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import type { RecordingList } from '../../../protocol/rest/recordings.ts';
import { updateMe } from '../../api/accounts.ts';
import { deleteAllRecordings, deleteRecording, listRecordings } from '../../api/recordings.ts';
import { useApp } from '../../app-parts.ts';
import { bytesText } from '../bytes-text.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { useLoad } from '../use-load.ts';
import { useTask } from '../use-task.ts';
import { RecordingRow } from './recording-row.tsx';

/** Whether what the learner says is kept as sound, and what was. */
export function RecordingsSection(): JSX.Element {
  const { session } = useApp();
  const known = useSignal<RecordingList | undefined>(undefined);
  const { run, problem, running } = useTask();
  const load = useCallback(async () => {
    known.value = await listRecordings();
  }, [known]);
  useLoad(run, load);
  const change = (action: () => Promise<unknown>) =>
    run(async () => {
      await action();
      await load();
    });
  // Shown as chosen while the server is told.
  const chosen = useSignal<boolean | undefined>(undefined);
  const isOn = chosen.value ?? session.account.value?.keepsRecordings ?? false;
  const choose = (keepsRecordings: boolean) => {
    chosen.value = keepsRecordings;
    run(async () => {
      try {
        session.changed(await updateMe({ keepsRecordings }));
      } finally {
        chosen.value = undefined;
      }
    });
  };
  const list = known.value;
  return (
    <section class="card" aria-labelledby="recordings-title">
      <h2 id="recordings-title">Recordings</h2>
      <label class="choice">
        <input type="checkbox" checked={isOn} onChange={(event) => choose(event.currentTarget.checked)} />
        <span>Keep recordings of what I say</span>
      </label>
      <p class="hint">
        {isOn
          ? `What you say where the server understands your speech is kept for ${list?.keptDays ?? 30} days, for you alone.`
          : 'What you say is turned into text and then forgotten.'}
        {!isOn && list && list.totals.count > 0 ? ' The recordings from before stay until you delete them.' : ''}
      </p>
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
      {list && list.totals.count > 0 ? (
        <Kept
          list={list}
          running={running}
          onDelete={(id) => change(() => deleteRecording(id))}
          onDeleteAll={() => change(deleteAllRecordings)}
          onMore={() =>
            run(async () => {
              const more = await listRecordings(list.nextCursor);
              known.value = { ...more, recordings: [...list.recordings, ...more.recordings] };
            })
          }
        />
      ) : null}
    </section>
  );
}

function Kept(props: {
  list: RecordingList;
  running: boolean;
  onDelete(id: string): void;
  onDeleteAll(): void;
  onMore(): void;
}): JSX.Element {
  const { recordings, totals, keptDays, nextCursor } = props.list;
  const count = totals.count === 1 ? 'One recording' : `${totals.count} recordings`;
  return (
    <>
      <p role="status">
        {count}, {bytesText(totals.bytes)}. Each is deleted after {keptDays} days.
      </p>
      <ul class="rows plain">
        {recordings.map((recording) => (
          <RecordingRow key={recording.id} recording={recording} onDelete={() => props.onDelete(recording.id)} />
        ))}
      </ul>
      <div class="row">
        {nextCursor ? (
          <button type="button" class="button" disabled={props.running} onClick={props.onMore}>
            Show more
          </button>
        ) : null}
        <ConfirmButton
          label="Delete all recordings"
          question="Delete all recordings?"
          detail="What was said stays in your talks as text."
          confirmLabel="Delete all"
          class="button danger"
          onConfirm={props.onDeleteAll}
        >
          Delete all recordings
        </ConfirmButton>
      </div>
    </>
  );
}
