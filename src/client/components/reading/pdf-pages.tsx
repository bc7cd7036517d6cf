import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { SourcePlace } from '../../library/source-address.ts';
import { noteFailure } from '../../offline/failures.ts';
import { pageOf } from '../../reading/originals.ts';
import type { PdfFile } from '../../reading/pdf-reader.ts';
import { wantedAt } from '../../reading/wanted-words.ts';
import type { KeptContent } from '../../store/database.ts';
import { PdfBar } from './pdf-bar.tsx';
import { PdfPage } from './pdf-page.tsx';

/** The pages of a PDF as they look, from the one that is cited on, with the cited words marked. */
export function PdfPages(props: { file: Blob; content: KeptContent; place: SourcePlace | undefined }): JSX.Element {
  const { file, content, place } = props;
  const pdf = useSignal<PdfFile | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const cited = place ? pageOf(content.pages, place.start) : undefined;
  const page = useSignal(cited ?? 1);
  const zoom = useSignal(1);
  const found = useSignal<boolean | undefined>(undefined);
  const wanted = useMemo(() => {
    if (!place || cited === undefined) return undefined;
    const within = { start: content.pages[cited - 1] ?? 0, end: content.pages[cited] ?? content.text.length };
    return wantedAt(content.text, place, within);
  }, [content, place, cited]);
  useEffect(() => {
    let opened: PdfFile | undefined;
    let left = false;
    const open = async () => {
      const reader = await import('../../reading/pdf-reader.ts').catch(() => undefined);
      if (!reader) {
        problem.value = 'What draws pages is not on this device yet: it takes a connection, once.';
        return;
      }
      opened = await reader.openPdf(await file.arrayBuffer());
      if (left) await opened.close();
      else pdf.value = opened;
    };
    open().catch(() => {
      problem.value = 'The pages can’t be drawn on this device. The text can be read without them.';
    });
    return () => {
      left = true;
      pdf.value = undefined;
      opened?.close().catch(noteFailure);
    };
  }, [file, pdf, problem]);

  if (problem.value) return <p class="note problem">{problem.value}</p>;
  if (!pdf.value) return <p aria-busy="true">Opening…</p>;
  const isCited = page.value === cited;
  return (
    <div class="pdf">
      <PdfBar page={page} pages={pdf.value.pages} zoom={zoom} />
      <p class="hint" role="status">
        {isCited && found.value === false
          ? 'The cited words were not found on this page as it is drawn: see the text.'
          : ''}
      </p>
      <PdfPage
        pdf={pdf.value}
        page={page.value}
        zoom={zoom.value}
        wanted={isCited ? wanted : undefined}
        onDrawn={(isMarked) => {
          found.value = isMarked;
        }}
        onProblem={() => {
          problem.value = 'This page can’t be drawn on this device. The text can be read without it.';
        }}
      />
    </div>
  );
}
