import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Recording } from '../../../protocol/rest/recordings.ts';
import { recordingAddress } from '../../api/recordings.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { TrashIcon } from '../icons.tsx';
import { whenText } from '../when-text.ts';

/** What was said, as a player may show it while it sounds. */
function captions({ text = '', durationMs }: Recording): string {
  const end = new Date(durationMs).toISOString().slice(11, 23);
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('-->', '→').replaceAll('<', '&lt;');
  return `data:text/vtt,${encodeURIComponent(`WEBVTT\n\n00:00:00.000 --> ${end}\n${line}\n`)}`;
}

/** One recording; its player is there once it is wanted. */
export function RecordingRow({ recording, onDelete }: { recording: Recording; onDelete(): void }): JSX.Element {
  const { id, text, durationMs, createdAt } = recording;
  const isOpen = useSignal(false);
  const name = text ?? `what you said ${whenText(createdAt)}`;
  return (
    <li>
      <div class="row-item">
        <div class="row-link">
          <span class="row-title">{text ?? 'Without words'}</span>
          <span class="row-detail">
            {whenText(createdAt)} · {Math.max(1, Math.round(durationMs / 1000))} s
          </span>
        </div>
        <button
          type="button"
          class="button quiet"
          aria-label={isOpen.value ? `Close the player for “${name}”` : `Play “${name}”`}
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {isOpen.value ? 'Close' : 'Play'}
        </button>
        <ConfirmButton
          label={`Delete the recording of “${name}”`}
          question="Delete this recording?"
          detail="What was said stays in your talk as text."
          confirmLabel="Delete"
          class="icon-button"
          onConfirm={onDelete}
        >
          <TrashIcon />
        </ConfirmButton>
      </div>
      {isOpen.value ? (
        <audio controls autoplay src={recordingAddress(id)} aria-label={`Recording of “${name}”`}>
          <track kind="captions" src={captions(recording)} />
        </audio>
      ) : null}
    </li>
  );
}
