/** A stretch of a text, in UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

/** Closing quotes and brackets belong to the sentence they end. Bounded, as the stops are: a page of dots takes no longer. */
const CLOSERS = `["'”’»)\\]」』）】]{0,8}`;
/** Full-width and Indic stops end a sentence by themselves; Latin ones only before white space. */
const STOP = new RegExp(
  `[。！？｡।॥]+${CLOSERS}|[.!?…؟۔]{1,8}${CLOSERS}(?=\\s)|\\n(?=[ \\t]*(?:[-*+•‣]|\\d{1,3}[.)])[ \\t])`,
  'gu',
);
const LOWER_NEXT = /^\s+\p{Ll}/u;
/** A full stop after one of these, or after a single capital, is an abbreviation far more often than an end. */
const ABBREVIATION =
  /(?:^|[\s(])(?:\p{Lu}|[Mm]r|[Mm]rs|[Mm]s|[Dd]r|[Pp]rof|St|vs|etc|[Ff]ig|[Nn]o|[Vv]ol|pp|ca|cf|al|[Ee]q|[Cc]h|[Ss]ec|e\.g|i\.e|z\.B|d\.h|u\.a|bzw|[Nn]r|p\.ej|Sra|Sr)\.$/u;
/** How much text around a stop is looked at. */
const CONTEXT = 16;

/**
 * Splits a stretch of text into sentences and list items, without the white space around them. A line break is white
 * space like any other: PDF pages and wrapped notes break lines anywhere.
 */
export function sentencesIn(text: string, span: Span): Span[] {
  const sentences: Span[] = [];
  let start = span.start;
  // No further than the stretch and what tells its end: a text without a stop would be searched to its end each time.
  const searched = text.slice(span.start, span.end + CONTEXT);
  for (const match of searched.matchAll(STOP)) {
    const end = span.start + match.index + match[0].length;
    if (end > span.end) break;
    if (!endsSentence(text, start, end, match[0])) continue;
    pushTrimmed(text, start, end, sentences);
    start = end;
  }
  pushTrimmed(text, start, span.end, sentences);
  return sentences;
}

function endsSentence(text: string, start: number, end: number, stop: string): boolean {
  if (!stop.startsWith('.') && !stop.startsWith('…')) return true;
  if (LOWER_NEXT.test(text.slice(end, end + CONTEXT))) return false;
  return stop !== '.' || !ABBREVIATION.test(text.slice(Math.max(start, end - CONTEXT), end));
}

function pushTrimmed(text: string, start: number, end: number, into: Span[]): void {
  const trimmed = trim(text, { start, end });
  if (trimmed.start < trimmed.end) into.push(trimmed);
}

/** The span without white space at its ends. */
export function trim(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return { start, end };
}

/** More white space than stands between paragraphs parts what does not belong together. */
const MOST_SPACE = 100;

/** The white space from an offset on, of more than is usual only its beginning. */
export function spaceFrom(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start < MOST_SPACE && isSpace(text.charCodeAt(end))) end += 1;
  return text.slice(start, end);
}

/** White space as `\s` has it. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0xa0) return false;
  return (
    unit === 0xa0 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff
  );
}
