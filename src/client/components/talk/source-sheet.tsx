import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Citation } from '../../../protocol/common.ts';
import { sourceAddress } from '../../library/source-address.ts';
import { CloseIcon } from '../icons.tsx';
import { DocumentReader } from '../reading/document-reader.tsx';
import { scrollable } from '../scrollable.ts';

/** A cited passage in its document, the quoted words marked. */
export function SourceSheet(props: {
  citation: Citation;
  onAsk(citation: Citation): void;
  onClose(): void;
}): JSX.Element {
  const { citation, onAsk, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    // A press beside the sheet closes it, as Escape does; for the rest there is the button.
    const onPress = (event: MouseEvent) => {
      if (event.target === element) element?.close();
    };
    element?.addEventListener('click', onPress);
    element?.showModal();
    return () => element?.removeEventListener('click', onPress);
  }, []);
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="source-title" onClose={onClose}>
      <div class="sheet-body">
        <header class="sheet-header">
          <div>
            <h2 id="source-title">{citation.title}</h2>
            {citation.page ? <p class="hint">Page {citation.page}</p> : null}
          </div>
          <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
            <CloseIcon />
          </button>
        </header>
        <section class="sheet-scroll" aria-label="The passage" {...scrollable}>
          <DocumentReader id={citation.documentId} place={citation} />
        </section>
        <footer class="row">
          <button type="button" class="button primary" onClick={() => onAsk(citation)}>
            Ask about this
          </button>
          <a class="button" href={sourceAddress(citation)}>
            Open in library
          </a>
        </footer>
      </div>
    </dialog>
  );
}
