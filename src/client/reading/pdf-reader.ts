import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { cutAtMarks, matchText, type PartRange, type Wanted } from './match-text.ts';

interface Drawing {
  /** From 1. */
  page: number;
  /** CSS pixels. */
  width: number;
  /** Words of the page to be marked. */
  wanted?: Wanted | undefined;
}

/** A PDF whose pages can be drawn. */
export interface PdfFile {
  pages: number;
  /**
   * Draws a page in place of what is in the element: as a picture with its words above it, which can be selected and read aloud.
   * @returns whether what was wanted is marked @throws `signal`'s reason, too
   */
  draw(host: HTMLElement, drawing: Drawing, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Phones refuse larger canvases. */
const MOST_PIXELS = 16_000_000;
/** As on the server: no picture in a PDF is unpacked that has more pixels. */
const MAX_PICTURE_PIXELS = 100_000_000;

/** Opens a PDF. @throws for one that is damaged or locked */
export async function openPdf(file: ArrayBuffer): Promise<PdfFile> {
  GlobalWorkerOptions.workerSrc = workerUrl;
  const folder = (name: string) => new URL(`${__PDFJS_FILES__}${name}/`, location.href).href;
  const loading = getDocument({
    data: new Uint8Array(file),
    maxImageSize: MAX_PICTURE_PIXELS,
    cMapUrl: folder('cmaps'),
    iccUrl: folder('iccs'),
    standardFontDataUrl: folder('standard_fonts'),
    wasmUrl: folder('wasm'),
  });
  const pdf = await loading.promise;
  return {
    pages: pdf.numPages,
    draw: (host, drawing, signal) => draw(pdf, host, drawing, signal),
    close: () => loading.destroy(),
  };
}

async function draw(pdf: PDFDocumentProxy, host: HTMLElement, drawing: Drawing, signal: AbortSignal): Promise<boolean> {
  const page = await pdf.getPage(drawing.page);
  signal.throwIfAborted();
  const viewport = page.getViewport({ scale: drawing.width / page.getViewport({ scale: 1 }).width });
  const { width, height } = viewport;
  const ratio = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(width * ratio);
  canvas.height = Math.floor(height * ratio);
  const painting = page.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] });
  const stop = () => painting.cancel();
  signal.addEventListener('abort', stop, { once: true });
  const words = document.createElement('div');
  words.className = 'pdf-words';
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
  try {
    await Promise.all([painting.promise, layer.render()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  host.style.setProperty('--total-scale-factor', String(viewport.scale));
  host.style.width = `${width}px`;
  host.style.height = `${height}px`;
  host.replaceChildren(canvas, words);
  const found = drawing.wanted && matchText(layer.textContentItemsStr, drawing.wanted);
  for (const [part, run] of layer.textDivs.entries()) {
    const ranges = found?.filter((range) => range.part === part) ?? [];
    if (ranges.length > 0) mark(run, ranges);
  }
  return found !== undefined;
}

function mark(run: HTMLElement, ranges: readonly PartRange[]): void {
  const pieces = cutAtMarks(run.textContent ?? '', ranges).map(({ text, isMarked }) => {
    if (!isMarked) return text;
    const marked = document.createElement('mark');
    marked.textContent = text;
    return marked;
  });
  run.replaceChildren(...pieces);
}
