import { fileURLToPath } from 'node:url';
import type { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { getDocumentProxy } from 'unpdf';
import { Refusal } from './refusals.ts';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;
type DrawnPdf = Awaited<ReturnType<typeof getDocument>['promise']>;
export type DrawnPage = Awaited<ReturnType<DrawnPdf['getPage']>>;

/** No picture in a PDF is unpacked that has more pixels: a sheet of A3 at 600 dots an inch has 70 million. */
const MAX_PICTURE_PIXELS = 100_000_000;
const OPTIONS = { disableFontFace: true, stopAtErrors: false, maxImageSize: MAX_PICTURE_PIXELS };

/** Opens a PDF to read its text; the bytes are the parser's from then on. Throws Refusal for one that is locked or damaged. */
export function openPdf(file: Uint8Array): Promise<Pdf> {
  return orRefuse(getDocumentProxy(file, OPTIONS));
}

/**
 * Opens a PDF to draw it, with all of pdf.js: the smaller build that reads text has no decoders of what scanners write (JBIG2,
 * fax, JPEG 2000). Throws Refusal as above.
 */
export async function openPdfToDraw(file: Uint8Array): Promise<DrawnPdf> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = (name: string) => fileURLToPath(new URL(`./${name}/`, import.meta.resolve('pdfjs-dist/package.json')));
  const found = { wasmUrl: folder('wasm'), cMapUrl: folder('cmaps'), standardFontDataUrl: folder('standard_fonts') };
  return orRefuse(pdfjs.getDocument({ data: file, ...OPTIONS, ...found }).promise);
}

async function orRefuse<Opened>(opening: Promise<Opened>): Promise<Opened> {
  try {
    return await opening;
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    throw new Refusal(isLocked ? 'encrypted' : 'damaged', String(error), error);
  }
}
