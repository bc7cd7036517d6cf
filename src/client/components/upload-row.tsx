import type { JSX } from 'preact';
import type { Upload } from '../library/uploads.ts';
import { bytesText } from './bytes-text.ts';
import { CloseIcon } from './icons.tsx';

/** A file on its way, with how much of it is there; or why it isn't. */
export function UploadRow(props: { upload: Upload; onRetry(): void; onDismiss(): void }): JSX.Element {
  const { name, bytes, share, problem, isRefused } = props.upload;
  const percent = Math.round(share * 100);
  return (
    <li class="row-item">
      <div class="row-link">
        <span class="row-title">{name}</span>
        {problem ? (
          <span class="problem-text">{problem}</span>
        ) : (
          <>
            <span class="row-detail">
              {percent === 100 ? 'Being checked' : `Uploading ${percent} %`} · {bytesText(bytes)}
            </span>
            <progress max={100} value={percent} aria-label={`Uploading ${name}`} />
          </>
        )}
      </div>
      {problem && !isRefused ? (
        <button type="button" class="button" onClick={props.onRetry} aria-label={`Retry ${name}`}>
          Retry
        </button>
      ) : null}
      <button
        type="button"
        class="icon-button"
        aria-label={problem ? `Remove ${name} from the list` : `Stop uploading ${name}`}
        onClick={props.onDismiss}
      >
        <CloseIcon />
      </button>
    </li>
  );
}
