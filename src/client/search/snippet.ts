import { displayText } from './display-text.ts';

interface Range {
  start: number;
  end: number;
}

/** A part of a text that shows why it was found. */
export interface Snippet {
  /** Where it stands in the text, and what stands there. */
  start: number;
  quote: string;
  /** The same as it is shown: without marks of Markdown. */
  text: string;
  /** Marked words, as offsets in what is shown. */
  marks: Range[];
}

/** As much as fits into three lines of a phone. */
const LENGTH = 180;
/** What stands before the first marked word, so that it is read in context. */
const BEFORE = 50;

/** The stretch of a text in which most of the marks stand, cut between words. */
export function snippetOf(text: string, marks: readonly Range[]): Snippet {
  const first = densest(marks);
  const from = Math.max(0, Math.min((first?.start ?? 0) - BEFORE, text.length - LENGTH));
  const start = from === 0 ? 0 : wordStart(text, from, first?.start ?? text.length);
  const end = text.length - start <= LENGTH ? text.length : wordEnd(text, start + LENGTH);
  const inside = marks.filter((mark) => mark.start >= start && mark.end <= end);
  return { start, quote: text.slice(start, end), ...displayText(text, { start, end }, inside) };
}

function densest(marks: readonly Range[]): Range | undefined {
  let best: Range | undefined;
  let most = 0;
  for (const mark of marks) {
    const near = marks.filter(({ start, end }) => start >= mark.start && end <= mark.start + LENGTH - BEFORE).length;
    if (near > most) [best, most] = [mark, near];
  }
  return best;
}

function wordStart(text: string, from: number, before: number): number {
  const space = text.slice(from, before).search(/\s/);
  return space < 0 ? unsplit(text, from) : from + space + 1;
}

function wordEnd(text: string, to: number): number {
  const space = text.slice(0, to).search(/\s\S*$/);
  return space > to - BEFORE ? space : unsplit(text, to);
}

/** Never between the halves of a character. */
function unsplit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
