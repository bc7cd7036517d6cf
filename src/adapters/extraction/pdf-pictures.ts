import { getResolvedPDFJS } from 'unpdf';
import type { PdfPage } from './pdf-open.ts';

/** What is drawn on a page beside its text. */
interface Drawn {
  /** Share of the page that the largest picture covers, 0..1. */
  picture: number;
  /** How many shapes are drawn: letters may be, too. */
  shapes: number;
}

/** A page with fewer letters than that, and a picture all over it, is a scanned one with a stamp. */
const FEW_LETTERS = 60;
const ALL_OVER = 0.6;
/** Smaller pictures on a page without text are ornaments. */
const ORNAMENT = 0.05;
/** So many shapes on a page without text are letters. */
const MANY_SHAPES = 30;

/** Whether a page holds a picture of text instead of text. */
export async function isScanned(page: PdfPage, letters: number): Promise<boolean> {
  if (letters >= FEW_LETTERS) return false;
  const { picture, shapes } = await drawnOn(page);
  return letters === 0 ? picture >= ORNAMENT || shapes >= MANY_SHAPES : picture >= ALL_OVER;
}

async function drawnOn(page: PdfPage): Promise<Drawn> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const [left = 0, bottom = 0, right = 1, top = 1] = page.view;
  const whole = Math.max((right - left) * (top - bottom), 1);
  const pictures = new Set([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject]);
  const drawn: Drawn = { picture: 0, shapes: 0 };
  // A picture is a unit square, scaled by all the transforms above it: their determinants make its size.
  const saved: number[] = [];
  let scale = 1;
  for (const [index, operation] of fnArray.entries()) {
    if (operation === OPS.save) saved.push(scale);
    else if (operation === OPS.restore) scale = saved.pop() ?? 1;
    else if (operation === OPS.transform) scale *= determinant(argsArray[index]);
    else if (operation === OPS.constructPath) drawn.shapes += 1;
    else if (pictures.has(operation)) drawn.picture = Math.max(drawn.picture, Math.min(Math.abs(scale) / whole, 1));
  }
  return drawn;
}

function determinant(transform: unknown): number {
  if (!Array.isArray(transform)) return 1;
  const [a, b, c, d]: unknown[] = transform;
  return [a, b, c, d].every((value) => typeof value === 'number') ? Number(a) * Number(d) - Number(b) * Number(c) : 1;
}
