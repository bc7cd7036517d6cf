import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { fileAddress } from '../../api/documents.ts';
import type { SourcePlace } from '../../library/source-address.ts';
import { livePage } from '../../reading/live-page.ts';
import { type Original, originalOf, pageOf } from '../../reading/originals.ts';
import type { KeptContent } from '../../store/database.ts';
import { DocumentText } from './document-text.tsx';
import { OriginalFile } from './original-file.tsx';
import { PdfPages } from './pdf-pages.tsx';
import { WebPage } from './web-page.tsx';

/** A document's text, and its original where that can be shown: both at the place that is asked for. */
export function DocumentViews(props: { content: KeptContent; place: SourcePlace | undefined }): JSX.Element {
  const { content, place } = props;
  const original = originalOf(content);
  const shown = useSignal<'text' | Original>('text');
  const live = content.sourceUrl === undefined ? undefined : livePage(content.sourceUrl, place?.quote ?? '');
  return (
    <>
      <div class="reader-views">
        {original ? <ViewChoice original={original} content={content} place={place} shown={shown} /> : null}
        {live ? (
          <a class="lone-link" href={live} target="_blank" rel="noopener noreferrer">
            Live page
          </a>
        ) : (
          <a class="lone-link" href={fileAddress(content.id)} target="_blank" rel="noopener">
            Original file
          </a>
        )}
      </div>
      {shown.value === 'text' ? (
        <DocumentText content={content} place={place} />
      ) : (
        <OriginalFile id={content.id} bytes={content.bytes ?? 0}>
          {(file) =>
            shown.value === 'pages' ? (
              <PdfPages file={file} content={content} place={place} />
            ) : (
              <WebPage file={file} content={content} place={place} />
            )
          }
        </OriginalFile>
      )}
    </>
  );
}

function ViewChoice(props: {
  original: Original;
  content: KeptContent;
  place: SourcePlace | undefined;
  shown: { value: 'text' | Original };
}): JSX.Element {
  const { original, content, place, shown } = props;
  const pages = place ? `Page ${pageOf(content.pages, place.start)}` : 'Pages';
  const names = { text: 'Text', pages, web_page: 'Web page' };
  return (
    <fieldset class="search-places">
      <legend class="visually-hidden">What to show</legend>
      {(['text', original] as const).map((view) => (
        <label key={view}>
          <input
            type="radio"
            name="view"
            checked={shown.value === view}
            onChange={() => {
              shown.value = view;
            }}
          />
          <span>{names[view]}</span>
        </label>
      ))}
    </fieldset>
  );
}
