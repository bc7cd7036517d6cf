import { createIsomorphicCanvasFactory, getDocumentProxy } from 'unpdf';
import { Refusal } from './refusals.ts';

export type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
export type PdfPage = Awaited<ReturnType<Pdf['getPage']>>;

/** The decoders of what scanners write (JBIG2, JPEG 2000); the tables of Chinese and Japanese fonts are found beside them. */
const DECODERS = new URL('./wasm/', import.meta.resolve('pdfjs-dist/package.json')).href;
/** No picture in a PDF is unpacked that has more pixels: a sheet of A3 at 600 dots an inch has 70 million. */
const MAX_PICTURE_PIXELS = 100_000_000;

/** Opens a PDF; the bytes are the parser's from then on. Throws Refusal for one that is locked or damaged. */
export async function openPdf(file: Uint8Array, { isDrawn }: { isDrawn: boolean }): Promise<Pdf> {
  const options = {
    disableFontFace: true,
    stopAtErrors: false,
    wasmUrl: DECODERS,
    maxImageSize: MAX_PICTURE_PIXELS,
    ...(isDrawn && { CanvasFactory: await createIsomorphicCanvasFactory(() => import('@napi-rs/canvas')) }),
  };
  try {
    return await getDocumentProxy(file, options);
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    throw new Refusal(isLocked ? 'encrypted' : 'damaged', String(error), error);
  }
}
