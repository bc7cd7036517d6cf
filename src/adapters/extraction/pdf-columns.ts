import { type Line, placedLines } from './pdf-lines.ts';
import type { Run } from './pdf-run.ts';

/** A white strip down a page. */
interface Strip {
  left: number;
  right: number;
}

/** Lines of a page with a strip that none of them crosses. */
interface Band extends Strip {
  from: number;
  to: number;
  /** Lines that have text on both sides of it. */
  parted: number;
}

/** Narrower than that, in heights of the text, a strip parts words and not columns. */
const MIN_STRIP = 0.8;
/** So many lines make a column; where columns are not drawn one by one, each of them has to have so many. */
const MIN_LINES = 3;
/** Cells of a table are short; lines of a column have so many characters in the middle of all, and fill so much of it. */
const PROSE_CHARACTERS = 14;
const PROSE_FILL = 0.55;
/** Lines that nearly all begin with a capital or a number are cells, not sentences: in both columns, or in one with so many. */
const MIN_CELLS = 4;
const CELLS = 0.9;
const CELL_START = /^[\p{Lu}\p{Lt}\p{N}]/u;
/** Pages with more lines than that hold no prose that anybody reads in columns. */
const MAX_LINES = 600;
const MAX_STRIPS = 12;
const MAX_DEPTH = 8;

/**
 * Blocks of a page in reading order. What goes across is read before what stands below it; columns are read one after the other,
 * as are a text and what stands beside it. Tables stay whole.
 */
export function readingOrder(runs: readonly Run[], depth = 0): Line[][] {
  const lines = placedLines(runs);
  const band = depth < MAX_DEPTH && lines.length <= MAX_LINES ? widestBand(lines) : undefined;
  if (!band) return lines.length === 0 ? [] : [lines];
  const runsOf = (from: number, to: number) => lines.slice(from, to).flatMap((line) => line.runs);
  return [
    ...readingOrder(runsOf(0, band.from), depth + 1),
    ...partsOf(lines.slice(band.from, band.to), band).flatMap((part) => {
      const { before, after } = sidesOf(part, band);
      return [...readingOrder(before, depth + 1), ...readingOrder(after, depth + 1)];
    }),
    ...readingOrder(runsOf(band.to, lines.length), depth + 1),
  ];
}

/** The band of lines in columns that has the most lines. */
function widestBand(lines: readonly Line[]): Band | undefined {
  let widest: Band | undefined;
  for (const [index, line] of lines.entries()) {
    for (const strip of stripsIn(line)) {
      // Inside what was found by another line already.
      if (widest && index >= widest.from && index < widest.to && overlap(widest, strip) > 0) continue;
      const band = grow(lines, index, strip);
      if (band.parted <= (widest?.parted ?? 0)) continue;
      if (isColumns(lines.slice(band.from, band.to), band)) widest = band;
    }
  }
  return widest;
}

function stripsIn({ runs, height }: Line): Strip[] {
  const strips: Strip[] = [];
  let reached = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    if (run.left - reached >= MIN_STRIP * height) strips.push({ left: reached, right: run.left });
    reached = Math.max(run.right, Number.isFinite(reached) ? reached : run.right);
  }
  return strips.slice(0, MAX_STRIPS);
}

function overlap(a: Strip, b: Strip): number {
  return Math.min(a.right, b.right) - Math.max(a.left, b.left);
}

/** As many lines above and below as leave enough of the strip white. */
function grow(lines: readonly Line[], index: number, strip: Strip): Band {
  const band: Band = { ...strip, from: index, to: index + 1, parted: 1 };
  const take = (line: Line | undefined): boolean => {
    const narrowed = line && narrow(band, line);
    if (!line || !narrowed || narrowed.right - narrowed.left < MIN_STRIP * line.height) return false;
    band.left = narrowed.left;
    band.right = narrowed.right;
    if (line.left < band.left && line.right > band.right) band.parted += 1;
    return true;
  };
  while (take(lines[band.to])) band.to += 1;
  while (take(lines[band.from - 1])) band.from -= 1;
  return band;
}

/** What a line leaves of a strip; undefined for a line that covers its middle. */
function narrow(strip: Strip, line: Line): Strip | undefined {
  let { left, right } = strip;
  for (const text of stretchesOf(line)) {
    if (text.right <= left || text.left >= right) continue;
    if (text.left <= left) left = text.right;
    else if (text.right >= right) right = text.left;
    else return undefined;
    if (left >= right) return undefined;
  }
  return { left, right };
}

const stretches = new WeakMap<Line, Strip[]>();

/** What of a line is text without a strip in it: some programs draw words one by one, and letters in Arabic. */
function stretchesOf(line: Line): Strip[] {
  const known = stretches.get(line);
  if (known) return known;
  const found: Strip[] = [];
  for (const { left, right } of line.runs) {
    const open = found.at(-1);
    if (open && left - open.right < MIN_STRIP * line.height) open.right = Math.max(open.right, right);
    else found.push({ left, right });
  }
  stretches.set(line, found);
  return found;
}

/** Columns are drawn one after the other, or hold prose; whatever else has a strip in it is a table. */
function isColumns(lines: readonly Line[], strip: Strip): boolean {
  const { before, after } = sidesOf(lines, strip);
  const columns = [placedLines(before), placedLines(after)];
  const lengths = columns.map((column) => column.length);
  if (isDrawnApart(before, after)) return Math.max(...lengths) >= MIN_LINES;
  const ofCells = columns.filter(isOfCells);
  if (ofCells.length === 2 || ofCells.some((column) => column.length >= MIN_CELLS)) return false;
  return Math.min(...lengths) >= MIN_LINES && columns.every(isProse);
}

function isDrawnApart(before: readonly Run[], after: readonly Run[]): boolean {
  return lastDrawn(before) < firstDrawn(after) || lastDrawn(after) < firstDrawn(before);
}

function isProse(column: readonly Line[]): boolean {
  const width = Math.max(...column.map((line) => line.right)) - Math.min(...column.map((line) => line.left));
  return (
    middle(column.map((line) => line.text.length)) >= PROSE_CHARACTERS &&
    middle(column.map((line) => line.right - line.left)) >= PROSE_FILL * width
  );
}

/** Each line of it begins anew: sentences go on from line to line, and most of those begin with small letters. */
function isOfCells(column: readonly Line[]): boolean {
  const beginnings = column.filter(({ text }) => CELL_START.test(text)).length;
  return beginnings >= column.length * CELLS;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function sidesOf(lines: readonly Line[], strip: Strip): { before: Run[]; after: Run[] } {
  const at = (strip.left + strip.right) / 2;
  const runs = lines.flatMap((line) => line.runs);
  return { before: runs.filter((run) => run.left < at), after: runs.filter((run) => run.left >= at) };
}

/**
 * A heading may go across and still be as short as a column. Then all above it was drawn before it, in every column, and all
 * below it later; where lines are drawn one by one across the page, that is so everywhere and says nothing.
 */
function partsOf(lines: readonly Line[], strip: Strip): Line[][] {
  const parts: Line[][] = [];
  let last = -1;
  for (const [index, line] of lines.entries()) {
    const open = parts.at(-1);
    if (open && (last >= firstDrawnFrom(lines, index) || isOneSided([...open, line], strip))) open.push(line);
    else parts.push([line]);
    last = Math.max(last, lastDrawn(line.runs));
  }
  return parts.length <= lines.length / 3 ? parts : [[...lines]];
}

function isOneSided(lines: readonly Line[], strip: Strip): boolean {
  return lines.every((line) => line.right <= strip.right) || lines.every((line) => line.left >= strip.left);
}

function firstDrawnFrom(lines: readonly Line[], from: number): number {
  let first = Number.POSITIVE_INFINITY;
  for (const line of lines.slice(from)) first = Math.min(first, firstDrawn(line.runs));
  return first;
}

function firstDrawn(runs: readonly Run[]): number {
  return runs.reduce((first, run) => Math.min(first, run.drawn), Number.POSITIVE_INFINITY);
}

function lastDrawn(runs: readonly Run[]): number {
  return runs.reduce((last, run) => Math.max(last, run.drawn), -1);
}
