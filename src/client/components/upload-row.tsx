import type { JSX } from 'preact';
import type { Upload } from '../library/uploads.ts';
import { online } from '../offline/connectivity.ts';
import { bytesText } from './bytes-text.ts';
import { CloseIcon } from './icons.tsx';
import { KnownNote } from './known-note.tsx';

/** A file on its way, with how much of it is there; or why it isn't. */
export function UploadRow(props: { upload: Upload; onRetry(): void; onDismiss(): void }): JSX.Element {
  const { name, problem, isRefused, waits, known } = props.upload;
  const waitsForNetwork = waits && !online.value;
  return (
    <li class="row-item">
      <div class="row-link">
        <span class="row-title">{name}</span>
        {known ? (
          <KnownNote known={known} />
        ) : waitsForNetwork ? (
          <span class="row-detail">Is sent when you are online again, if this page stays open</span>
        ) : problem ? (
          <span class="problem-text">{problem}</span>
        ) : (
          <Progress upload={props.upload} />
        )}
      </div>
      {problem && !isRefused && !waitsForNetwork ? (
        <button type="button" class="button" onClick={props.onRetry} aria-label={`Retry ${name}`}>
          Retry
        </button>
      ) : null}
      <button
        type="button"
        class="icon-button"
        aria-label={problem || known ? `Remove ${name} from the list` : `Stop uploading ${name}`}
        onClick={props.onDismiss}
      >
        <CloseIcon />
      </button>
    </li>
  );
}

function Progress({ upload }: { upload: Upload }): JSX.Element {
  const percent = Math.round(upload.share * 100);
  return (
    <>
      <span class="row-detail">
        {percent === 100 ? 'Being checked' : `Uploading ${percent} %`} · {bytesText(upload.bytes)}
      </span>
      <progress max={100} value={percent} aria-label={`Uploading ${upload.name}`} />
    </>
  );
}
