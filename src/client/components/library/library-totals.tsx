import type { JSX } from 'preact';
import type { Document } from '../../../protocol/rest/documents.ts';
import { bytesText } from '../bytes-text.ts';

/** How much is kept, and how much may be. */
export function LibraryTotals(props: { documents: Document[]; quotaBytes: number | undefined }): JSX.Element {
  const { documents, quotaBytes } = props;
  const bytes = documents.reduce((sum, document) => sum + document.bytes, 0);
  const count = documents.length === 1 ? '1 document' : `${documents.length} documents`;
  return (
    <div class="totals">
      <span>
        {count} · {bytesText(bytes)}
        {quotaBytes === undefined ? '' : ` of ${bytesText(quotaBytes)}`} in use
      </span>
      {quotaBytes === undefined ? null : <progress max={quotaBytes} value={bytes} aria-label="Storage in use" />}
    </div>
  );
}
