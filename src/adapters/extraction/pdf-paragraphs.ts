import type { Line } from './pdf-lines.ts';

/** What stands together on a page: a paragraph, a heading, a caption, a table. */
export interface Paragraph {
  text: string;
  /** Of its font. */
  height: number;
  /** The lowest baseline, upwards. */
  bottom: number;
  /** Its last line reaches the end of its column, as the lines of a text do that goes on in another. */
  isFull: boolean;
}

/** Lines further apart than this many line heights are two paragraphs. */
const PARAGRAPH_GAP = 1.7;
/** A sentence goes on over a gap up to that: lines may be set with much space between them, and some scripts have to be. */
const WIDE_LEADING = 2.6;
/** Letters that a word may seem to have room for, with the space before it: some are wider than others. */
const SLACK = 4;
/** Two lines with a space that wide, in heights, are rows of a table. */
const CELL_GAP = 1.5;
/** Marks of lists. */
const ITEM = /^(?:[•‣▪◦·*–-]|\d{1,3}[.)]|[a-z]\))\s/u;
/** What a first line is moved in, in heights. */
const INDENT = { min: 0.8, max: 4 };
/** Fonts that differ by more than that share are of two paragraphs: a heading and its text. */
const OTHER_FONT = 0.15;
const SENTENCE_END = /[.!?:;。！？؟۔׃][\d"'”’)\]]*$/u;
const HYPHEN_END = /\p{Ll}[-\u00ad\u2010]$/u;
/** Chinese and Japanese have no spaces between words. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\u30fc\\uff00-\\uff65';
const UNSPACED_START = new RegExp(`^[${UNSPACED}]`, 'u');
const UNSPACED_END = new RegExp(`[${UNSPACED}]$`, 'u');
const GOES_ON = /^[\p{Ll}\d(]/u;
/** Words that keep their hyphen where a line ends after it: `well-` and `known`, but not `chlo-` and `rophyll`. */
const KEPT_HYPHEN = /(?:^|[\s-])(?:self|non|well|half|semi|anti|quasi|ex|cross|co|all|\d+)-$/iu;

/** Paragraphs of a block: wrapped lines joined, hyphenated words made whole. */
export function paragraphsOf(block: readonly Line[]): Paragraph[] {
  const edges = edgesOf(block);
  const paragraphs: Paragraph[] = [];
  // Of one line alone nobody knows how long it might have been.
  const isFull = (line: Line) => block.length > 1 && line.right >= edges.right - line.height;
  let before: Line | undefined;
  for (const line of block) {
    const open = paragraphs.at(-1);
    if (before && open && !beginsAnew(before, line, open, edges)) {
      open.text = joinLines(open.text, line.text, isWrapped(before, line, edges.right) ? ' ' : '\n');
      open.bottom = Math.min(open.bottom, line.y);
      open.isFull = isFull(line);
    } else {
      paragraphs.push({ text: line.text, height: line.height, bottom: line.y, isFull: isFull(line) });
    }
    before = line;
  }
  return paragraphs;
}

function edgesOf(block: readonly Line[]): { left: number; right: number } {
  let [left, right] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of block) {
    left = Math.min(left, line.left);
    right = Math.max(right, line.right);
  }
  return { left, right };
}

function beginsAnew(
  before: Line,
  line: Line,
  open: Paragraph,
  { left, right }: { left: number; right: number },
): boolean {
  const height = Math.max(before.height, line.height);
  const gap = Math.abs(before.y - line.y) / height;
  const goesOn = gap <= WIDE_LEADING && !SENTENCE_END.test(open.text) && isWrapped(before, line, right);
  if (gap > PARAGRAPH_GAP && !goesOn) return true;
  if (Math.abs(before.height - line.height) > OTHER_FONT * height) return true;
  const [indent, above] = [(line.left - left) / height, (before.left - left) / height];
  return above < INDENT.min / 2 && indent >= INDENT.min && indent <= INDENT.max && SENTENCE_END.test(open.text);
}

/** A line ended because the column did, not the thought, when the first word of the next one had no room on it. */
function isWrapped(before: Line, line: Line, right: number): boolean {
  const isRow = Math.min(before.gap / before.height, line.gap / line.height) >= CELL_GAP;
  if (isRow || ITEM.test(line.text)) return false;
  const word = /^\S+/u.exec(line.text)?.[0] ?? '';
  const letter = (line.right - line.left) / Math.max(line.text.length, 1);
  return before.right + (word.length + SLACK) * letter >= right;
}

/** Two lines as one, with a word whole that was parted between them. */
export function joinLines(text: string, next: string, between: string): string {
  if (UNSPACED_END.test(text) && UNSPACED_START.test(next) && between === ' ') return text + next;
  if (!HYPHEN_END.test(text) || !/^\p{Ll}/u.test(next)) return text + between + next;
  return (KEPT_HYPHEN.test(text) ? text : text.slice(0, -1)) + next;
}

/** Whether a sentence that is not over in one paragraph goes on in another: at the top of the next column, or below a picture. */
export function goesOnIn(paragraph: Paragraph, next: Paragraph): boolean {
  return (
    !SENTENCE_END.test(paragraph.text) &&
    (GOES_ON.test(next.text) || goesOnUnspaced(paragraph, next)) &&
    Math.abs(paragraph.height - next.height) <= OTHER_FONT * next.height
  );
}

/** Chinese and Japanese have no small letters: there a line that fills its column and ends no sentence tells. */
function goesOnUnspaced({ text, isFull }: Paragraph, next: Paragraph): boolean {
  return isFull && UNSPACED_END.test(text) && UNSPACED_START.test(next.text);
}
