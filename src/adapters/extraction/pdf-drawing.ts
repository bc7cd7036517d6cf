import { createCanvas } from '@napi-rs/canvas';
import type { DrawTask } from './extraction-messages.ts';
import { type DrawnPage, openPdfToDraw } from './pdf-open.ts';

/** Good enough for small print. */
const QUALITY = 85;
/** A page is drawn at 200 dots an inch at most: more shows nothing that was not there. */
const MAX_SCALE = 200 / 72;

/** Pages as JPEG, as they look. */
export async function drawPages({ file, pages, maxEdge }: DrawTask): Promise<Uint8Array[]> {
  const pdf = await openPdfToDraw(file);
  const pictures: Uint8Array[] = [];
  for (const number of pages) pictures.push(await drawPage(await pdf.getPage(number), maxEdge));
  return pictures;
}

async function drawPage(page: DrawnPage, maxEdge: number): Promise<Uint8Array> {
  const whole = page.getViewport({ scale: 1 });
  const scale = Math.min(MAX_SCALE, maxEdge / Math.max(whole.width, whole.height));
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height)));
  const [target, context] = [Object(canvas), Object(canvas.getContext('2d'))];
  await page.render({ canvas: target, canvasContext: context, viewport }).promise;
  page.cleanup();
  return canvas.encode('jpeg', QUALITY);
}
