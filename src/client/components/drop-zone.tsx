import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { documentKinds, documentKindsText } from '../../protocol/document-kinds.ts';
import { MAX_FILE_BYTES } from '../../protocol/limits.ts';
import { bytesText } from './bytes-text.ts';

/** Endings and media types: some systems know a file by the one, some by the other. */
const ACCEPTED = documentKinds.flatMap((kind) => [...kind.endings, kind.type]).join(',');

/** Files chosen or dropped; the input itself is there for keyboards and screen readers. */
export function DropZone({ onFiles }: { onFiles(files: File[]): void }): JSX.Element {
  const id = useId();
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  };
  return (
    <label
      for={id}
      class={over ? 'drop-zone over' : 'drop-zone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <span class="drop-title">Choose files, or drop them here</span>
      <span class="hint">
        {documentKindsText}, up to {bytesText(MAX_FILE_BYTES)} each
      </span>
    </label>
  );
}
