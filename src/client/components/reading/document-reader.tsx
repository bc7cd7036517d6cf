import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ApiError, describeError } from '../../api/api-error.ts';
import { getContent } from '../../api/documents.ts';
import { useApp } from '../../app-parts.ts';
import type { SourcePlace } from '../../library/source-address.ts';
import type { KeptContent } from '../../store/database.ts';
import { dropDocument, keepContent, readContent } from '../../store/documents.ts';
import { DocumentViews } from './document-views.tsx';

/** A document: as kept on this device, else from the server. */
export function DocumentReader(props: {
  id: string;
  place?: SourcePlace | undefined;
  onTitle?(title: string): void;
}): JSX.Element {
  const { id, place, onTitle } = props;
  const { database } = useApp();
  const content = useSignal<KeptContent | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const load = async () => {
      const kept = await readContent(database, id);
      if (kept) {
        content.value = kept;
        onTitle?.(kept.title);
      }
      // A document's text never changes, so what is kept is as good as the server's, unless it does not say what the original is.
      const fresh = kept?.kind === undefined ? await getContent(id) : kept;
      content.value = { ...fresh, seenAt: Date.now() };
      onTitle?.(fresh.title);
      await keepContent(database, content.value);
    };
    load().catch(async (error: unknown) => {
      if (!content.value) problem.value = describeError(error);
      if (error instanceof ApiError && error.status === 404) await dropDocument(database, id);
    });
  }, [database, id, content, problem, onTitle]);

  if (problem.value) return <p class="note problem">{problem.value}</p>;
  if (!content.value) return <p aria-busy="true">Opening…</p>;
  return <DocumentViews content={content.value} place={place} />;
}
