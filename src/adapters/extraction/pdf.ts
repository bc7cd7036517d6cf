import type { ReadTask, ReadText } from './extraction-messages.ts';
import { withoutFurniture } from './pdf-furniture.ts';
import { drawnLines } from './pdf-lines.ts';
import { openPdf, type PdfPage } from './pdf-open.ts';
import { type PageLines, pageParagraphs } from './pdf-page-text.ts';
import { type Page, textOfPages } from './pdf-pages.ts';
import { isScanned } from './pdf-pictures.ts';
import type { TextRun } from './pdf-run.ts';
import { directionsOf } from './pdf-runs.ts';

/** Text of a PDF by pdf.js, page by page in reading order, without running headers and footers. */
export async function readPdf({ file, maxText }: ReadTask): Promise<ReadText> {
  const pdf = await openPdf(file);
  const drawn: PageLines[] = [];
  const scanned: number[] = [];
  let length = 0;
  for (let number = 1; number <= pdf.numPages && length <= maxText; number += 1) {
    const page = await pdf.getPage(number);
    const lines = await linesOf(page);
    const letters = lines.lines.reduce((sum, line) => sum + line.text.length, 0);
    if (await isScanned(page, letters)) scanned.push(number);
    length += letters + lines.lines.length;
    drawn.push(lines);
    page.cleanup();
  }
  const kept = withoutFurniture(drawn.map((page) => page.lines));
  const pages = drawn.map((page, index): Page => pageParagraphs({ ...page, lines: kept[index] ?? [] }));
  const title = titleIn(await pdf.getMetadata());
  // The thread goes on to other files. One in which reading threw is ended instead.
  await pdf.loadingTask.destroy();
  return { ...textOfPages(pages), title, ...(scanned.length > 0 && { unreadablePages: scanned }) };
}

async function linesOf(page: PdfPage): Promise<PageLines> {
  const { items } = await page.getTextContent();
  const { main, turned, script } = directionsOf(runsIn(items));
  return { lines: drawnLines(main), turned: drawnLines(turned), script };
}

/** Marks of tagged content come between the runs. */
function runsIn(items: readonly (TextRun | { type: string })[]): TextRun[] {
  return items.filter((item): item is TextRun => 'str' in item);
}

function titleIn(metadata: { info: object }): string | undefined {
  const title = 'Title' in metadata.info ? metadata.info.Title : undefined;
  return typeof title === 'string' ? title : undefined;
}
