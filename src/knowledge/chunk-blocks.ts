import { type Span, trim } from './sentence-breaks.ts';

/** A heading or a paragraph (or list, table, fenced code) of a document, without white space around it. */
export interface Block extends Span {
  /** Headings above it (a heading counts itself), outermost first. */
  headings: string[];
  isHeading: boolean;
  page?: number | undefined;
}

interface Line extends Span {
  text: string;
}

const ATX = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-{2,})[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const MAX_HEADING = 200;

/** A block that is longer is several: whoever cuts a text has others wait for no longer than one of them takes. */
const MAX_BLOCK = 20_000;
/** Lines after which somebody else may have a turn, blocks or not. */
const TURN_LINES = 2000;

/** Lines of a stretch, without their breaks (LF, CRLF or CR); one that is endless comes in parts. */
function* linesIn(text: string, span: Span): Generator<Line> {
  for (let start = span.start; start < span.end; ) {
    const searched = text.slice(start, Math.min(span.end, start + MAX_BLOCK));
    const found = /\r\n|\n|\r/.exec(searched);
    const end = start + (found ? found.index : wholeLetters(text, start, searched));
    yield { start, end, text: text.slice(start, end) };
    start = end + (found?.[0].length ?? 0);
  }
}

/** Length of a part of an endless line that ends with a whole word, or letter at least. */
function wholeLetters(text: string, start: number, part: string): number {
  if (part.length < MAX_BLOCK || start + part.length === text.length) return part.length;
  const space = part.lastIndexOf(' ');
  if (space > MAX_BLOCK / 2) return space;
  return /[\ud800-\udbff]$/.test(part) ? part.length - 1 : part.length;
}

/** Blocks of a stretch that has no structure but blank lines; `undefined` is a place to let others have a turn. */
export function* paragraphsIn(text: string, span: Span): Generator<Block | undefined> {
  let open: Span | undefined;
  let lines = 0;
  for (const line of linesIn(text, span)) {
    lines += 1;
    if (lines % TURN_LINES === 0) yield undefined;
    if (line.text.trim() !== '') open = { start: open?.start ?? line.start, end: line.end };
    if (open && (line.text.trim() === '' || open.end - open.start >= MAX_BLOCK)) {
      yield paragraph(text, open, []);
      open = undefined;
    }
  }
  if (open) yield paragraph(text, open, []);
}

/** Blocks of Markdown: headings (`#` and underlined), fenced code kept whole, paragraphs; `undefined` as above. */
export function* markdownBlocksIn(text: string, span: Span): Generator<Block | undefined> {
  let above: { level: number; title: string }[] = [];
  let open: (Span & { lines: number }) | undefined;
  let fence: string | undefined;
  const titles = () => above.map((heading) => heading.title);
  const enter = (level: number, title: string) => {
    above = [...above.filter((heading) => heading.level < level), { level, title: title.slice(0, MAX_HEADING) }];
  };

  let lines = 0;
  for (const line of linesIn(text, span)) {
    lines += 1;
    if (lines % TURN_LINES === 0) yield undefined;
    if (open && open.end - open.start >= MAX_BLOCK) {
      yield paragraph(text, open, titles());
      open = undefined;
    }
    const mark = FENCE.exec(line.text)?.[1];
    const atx = fence ? null : ATX.exec(line.text);
    const setext = open?.lines === 1 && !fence ? SETEXT.exec(line.text)?.[1] : undefined;
    if (fence || mark) {
      if (mark && (!fence || mark.startsWith(fence))) fence = fence ? undefined : mark;
      open = { start: open?.start ?? line.start, end: line.end, lines: (open?.lines ?? 0) + 2 };
    } else if (atx) {
      if (open) yield paragraph(text, open, titles());
      open = undefined;
      enter(atx[1]?.length ?? 1, (atx[2] ?? '').trim());
      yield { ...trim(text, line), headings: titles(), isHeading: true };
    } else if (setext && open) {
      enter(setext.startsWith('=') ? 1 : 2, text.slice(open.start, open.end).trim());
      yield { ...trim(text, { start: open.start, end: line.end }), headings: titles(), isHeading: true };
      open = undefined;
    } else if (line.text.trim() !== '') {
      open = { start: open?.start ?? line.start, end: line.end, lines: (open?.lines ?? 0) + 1 };
    } else if (open) {
      yield paragraph(text, open, titles());
      open = undefined;
    }
  }
  if (open) yield paragraph(text, open, titles());
}

function paragraph(text: string, span: Span, headings: string[]): Block {
  return { ...trim(text, span), headings, isHeading: false };
}
