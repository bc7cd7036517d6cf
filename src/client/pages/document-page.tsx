import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { BackIcon } from '../components/icons.tsx';
import { Page } from '../components/page.tsx';
import { DocumentReader } from '../components/reading/document-reader.tsx';
import { readSourcePlace } from '../library/source-address.ts';

/** A document as the tutor reads it, with the cited words marked when one comes from a citation. */
export function DocumentPage(): JSX.Element {
  const { params } = useRoute();
  const [title, setTitle] = useState('Document');
  const place = useMemo(() => readSourcePlace(location.hash), []);
  return (
    <Page
      title={title}
      back={
        <a class="lone-link back" href="/library">
          <BackIcon /> Library
        </a>
      }
    >
      <DocumentReader id={params['id'] ?? ''} place={place} onTitle={setTitle} />
    </Page>
  );
}
