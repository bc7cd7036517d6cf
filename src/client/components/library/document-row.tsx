import type { JSX } from 'preact';
import type { Document } from '../../../protocol/rest/documents.ts';
import { pagesText } from '../../library/pages-text.ts';
import { bytesText } from '../bytes-text.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { TrashIcon } from '../icons.tsx';
import { EditDocument } from './edit-document.tsx';

const stages: Record<Document['status'], string> = {
  queued: 'Waiting its turn',
  extracting: 'Reading the text',
  embedding: 'Learning to find things in it',
  ready: 'Ready',
  failed: 'Could not be read',
};

function detail(document: Document): string {
  const size = bytesText(document.bytes);
  const pages = document.pages ? ` · ${document.pages === 1 ? '1 page' : `${document.pages} pages`}` : '';
  if (document.status === 'ready') return `${size}${pages}`;
  const done = document.status === 'embedding' ? ` ${document.embedded} of ${document.passages}` : '';
  return `${stages[document.status]}${done} · ${size}${pages}`;
}

/** A document of the library: how far it is, what failed and why, and what can be done with it. */
export function DocumentRow(props: {
  document: Document;
  onCancel(): void;
  onRetry(): void;
  onDelete(): void;
}): JSX.Element {
  const { document } = props;
  const { status, title, failure, unreadablePages, tags } = document;
  const isWorking = status === 'queued' || status === 'extracting' || status === 'embedding';
  return (
    <li class="row-item">
      <a href={`/library/${document.id}`} class="row-link" aria-disabled={status === 'failed' ? 'true' : undefined}>
        <span class="row-title">{title}</span>
        <span class="row-detail">{detail(document)}</span>
        {isWorking ? <IndexingProgress document={document} /> : null}
        {status === 'failed' ? (
          <span class="problem-text">
            {failure?.message ?? 'It could not be read. Delete it and try another copy.'}
          </span>
        ) : null}
        {unreadablePages ? (
          <span class="problem-text">
            Text in pictures on {pagesText(unreadablePages)} could not be read: the tutor does not know it.
          </span>
        ) : null}
        {tags.length > 0 ? <Tags tags={tags} /> : null}
      </a>
      {isWorking ? (
        <button type="button" class="button" aria-label={`Stop reading ${title}`} onClick={props.onCancel}>
          Stop
        </button>
      ) : null}
      {status === 'failed' ? (
        <button type="button" class="button" aria-label={`Retry ${title}`} onClick={props.onRetry}>
          Retry
        </button>
      ) : null}
      {status === 'ready' ? <EditDocument document={document} /> : null}
      <ConfirmButton
        label={`Delete ${title}`}
        question={`Delete “${title}”?`}
        detail="The tutor will no longer know it. Talks about it stay."
        confirmLabel="Delete"
        class="icon-button"
        onConfirm={props.onDelete}
      >
        <TrashIcon />
      </ConfirmButton>
    </li>
  );
}

function IndexingProgress({ document }: { document: Document }): JSX.Element {
  const { passages, embedded, status, title } = document;
  const known = status === 'embedding' && passages > 0;
  return <progress aria-label={`${stages[status]}: ${title}`} {...(known ? { max: passages, value: embedded } : {})} />;
}

function Tags({ tags }: { tags: string[] }): JSX.Element {
  return (
    <span class="tags">
      {tags.map((tag) => (
        <span key={tag} class="tag">
          {tag}
        </span>
      ))}
    </span>
  );
}
