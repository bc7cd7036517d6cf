import type { ComponentChildren, JSX } from 'preact';
import { bytesText } from '../bytes-text.ts';
import { useOriginal } from './use-original.ts';

/** Loads a document's original, says how far that is or what is wrong, and shows it when it is there. */
export function OriginalFile(props: {
  id: string;
  bytes: number;
  children(file: Blob): ComponentChildren;
}): JSX.Element {
  const { id, bytes, children } = props;
  const { loading, load } = useOriginal(id, bytes);
  switch (loading.state) {
    case 'looking':
      return <p aria-busy="true">Opening…</p>;
    case 'asking':
      return (
        <div class="card">
          <p>The original is large. Its text can be read without it.</p>
          <button type="button" class="button" onClick={load}>
            Load the original ({bytesText(bytes)})
          </button>
        </div>
      );
    case 'loading':
      return (
        <div class="card">
          <p id="loading-original">Loading the original ({bytesText(bytes)})…</p>
          <progress aria-labelledby="loading-original" max={bytes} value={loading.bytes} />
        </div>
      );
    case 'failed':
      return (
        <div class="note problem">
          <p role="alert">The original is not on this device, and could not be loaded. {loading.problem}</p>
          <button type="button" class="button link" onClick={load}>
            Try again
          </button>
        </div>
      );
    case 'ready':
      return <>{children(loading.file)}</>;
  }
}
