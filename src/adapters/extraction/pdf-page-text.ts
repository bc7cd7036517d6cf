import { readingOrder } from './pdf-columns.ts';
import { bodyHeight, type Line, placedLines } from './pdf-lines.ts';
import { goesOnIn, joinLines, type Paragraph, paragraphsOf } from './pdf-paragraphs.ts';

/** The lines of a page that count, and how they are written. */
export interface PageLines {
  /** As they are drawn. */
  lines: readonly Line[];
  /** Written at right angles to the rest. */
  turned: readonly Line[];
  script: 'ltr' | 'rtl' | 'ttb';
}

/** Notes and captions are in a font of this share of the text's at most. */
const SMALL = 0.93;
const CAPTION = /^(?:fig(?:ure|\.)?|table|tab\.|abb(?:ildung|\.)?|tabelle|figura|tableau|photo|图|表|図)\s*\d/iu;
const NOTE = /^(?:\d{1,3}|[*†‡§¶]|[a-z])[.)]?(?:\s|\p{Lu})/u;
/** Paragraphs that a sentence may jump over: a caption, a box of two paragraphs and its heading. */
const MAX_JUMP = 4;

/** Paragraphs of a page in reading order. What stands between the halves of a sentence follows it; notes come last. */
export function pageParagraphs({ lines, turned, script }: PageLines): string[] {
  const runs = lines.flatMap((line) => line.runs);
  // Columns of Chinese or Japanese are drawn as they are read.
  const blocks = script === 'ttb' ? [[...lines]] : readingOrder(runs);
  const body = bodyHeight(lines);
  const middle = middleOf(lines);
  const text: Paragraph[] = [];
  const notes: Paragraph[] = [];
  for (const block of blocks) {
    const found = paragraphsOf(block);
    const end = notesFrom(found, body, middle);
    for (const [index, paragraph] of found.entries()) (index < end ? text : notes).push(paragraph);
  }
  const aside = paragraphsOf(placedLines(turned.flatMap((line) => line.runs)));
  return [...joined(text, body), ...notes, ...aside].map((paragraph) => paragraph.text);
}

function middleOf(lines: readonly Line[]): number {
  let [top, bottom] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { y } of lines) {
    top = Math.max(top, y);
    bottom = Math.min(bottom, y);
  }
  return (top + bottom) / 2;
}

/** Where the notes of a column begin: small paragraphs at its end, in the lower half of the page, the first with a mark. */
function notesFrom(paragraphs: readonly Paragraph[], body: number, middle: number): number {
  let from = paragraphs.length;
  for (let index = from - 1; index >= 0; index -= 1) {
    const paragraph = paragraphs[index];
    if (!paragraph || paragraph.height > body * SMALL || paragraph.bottom > middle) break;
    if (NOTE.test(paragraph.text)) from = index;
  }
  return from;
}

function joined(paragraphs: readonly Paragraph[], body: number): Paragraph[] {
  const text: Paragraph[] = [];
  const rest = paragraphs.toReversed();
  for (let paragraph = rest.pop(); paragraph; paragraph = rest.pop()) {
    const next = isText(paragraph, body) ? continuation(paragraph, rest, body) : -1;
    const [continued] = next < 0 ? [] : rest.splice(next, 1);
    if (continued) rest.push({ ...continued, text: joinLines(paragraph.text, continued.text, ' ') });
    else text.push(paragraph);
  }
  return text;
}

/** Where, in what is left with the next one last, a sentence goes on: next, or behind what is no text. */
function continuation(paragraph: Paragraph, rest: readonly Paragraph[], body: number): number {
  for (let index = rest.length - 1; index >= Math.max(0, rest.length - 1 - MAX_JUMP); index -= 1) {
    const next = rest[index];
    if (next && isText(next, body)) return goesOnIn(paragraph, next) ? index : -1;
  }
  return -1;
}

function isText({ text, height }: Paragraph, body: number): boolean {
  return height > body * SMALL && height <= body * (2 - SMALL) && !CAPTION.test(text);
}
