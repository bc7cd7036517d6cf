import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { describeError } from '../api/api-error.ts';
import { useApp } from '../app-parts.ts';
import { DropZone } from '../components/drop-zone.tsx';
import { FirstSteps } from '../components/first-steps.tsx';
import { DocumentList } from '../components/library/document-list.tsx';
import { SharedRows } from '../components/library/shared-rows.tsx';
import { WebPageForm } from '../components/library/web-page-form.tsx';
import { Page } from '../components/page.tsx';
import { PasteForm } from '../components/paste-form.tsx';
import { SearchLink } from '../components/search-link.tsx';
import { UploadRow } from '../components/upload-row.tsx';
import { online } from '../offline/connectivity.ts';
import { noteFailure } from '../offline/failures.ts';

/** The learner's material: adding, following, ordering, reading, deleting. */
export function LibraryPage(): JSX.Element {
  const { library, courses } = useApp();
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => {
    library.refresh().catch(noteFailure);
    courses.refresh().catch(noteFailure);
  }, [library, courses]);
  const attempt = (action: () => Promise<void>) => {
    problem.value = undefined;
    action().catch((error: unknown) => {
      problem.value = describeError(error);
    });
  };
  const documents = library.documents.value;
  const uploads = library.uploads.list.value;
  return (
    <Page title="Library" actions={<SearchLink />}>
      <SharedRows />
      <DropZone onFiles={(files) => void library.uploads.add(files)} />
      <PasteForm />
      <WebPageForm />
      <div role="alert">
        {problem.value ? <p class="note problem">{problem.value}</p> : null}
        {library.problem.value && online.value ? (
          <p class="note">{library.problem.value} This is what was here last time.</p>
        ) : null}
      </div>
      {uploads.length > 0 ? (
        <ul class="rows" aria-label="Uploads">
          {uploads.map((upload) => (
            <UploadRow
              key={upload.key}
              upload={upload}
              onRetry={() => void library.uploads.retry(upload.key)}
              onDismiss={() => library.uploads.dismiss(upload.key)}
            />
          ))}
        </ul>
      ) : null}
      {documents.length > 0 ? <DocumentList documents={documents} attempt={attempt} /> : null}
      {library.loaded.value && documents.length === 0 && uploads.length === 0 ? <FirstSteps inLibrary /> : null}
    </Page>
  );
}
