/** A stretch of one part of what is shown. */
export interface PartRange {
  /** Its place among the parts. */
  part: number;
  /** UTF-16 offsets in it. */
  start: number;
  end: number;
}

/** Words that are looked for, with what stands around them in the text that they were taken from. */
export interface Wanted {
  before: string;
  quote: string;
  after: string;
}

/** Letters and digits of the parts in a row, and for each UTF-16 unit of those the part that it comes from, and the offset there. */
interface Letters {
  text: string;
  parts: number[];
  starts: number[];
}

interface Span {
  from: number;
  to: number;
}

/** What tells letters from what is drawn around them: white space, hyphens, quotation marks and marks of Markdown differ. */
const IS_LETTER = /^[\p{L}\p{N}\p{M}]$/u;
const SIGNS_AT_START = /^[^\p{L}\p{N}\p{M}\s]+/u;
const SIGNS_AT_END = /[^\p{L}\p{N}\p{M}\s]+$/u;
/** A sentence that is drawn in pieces, as columns may be, is put together from pieces of so many letters at least. */
const SHORTEST_PIECE = 12;
const MOST_PIECES = 40;
/** How much of what stands around is compared where the words stand more than once. */
const AROUND = 200;

/**
 * Where words of a document's text stand in what is shown of its original: runs of text on a PDF's page, text nodes of a web page. They
 * are the same where their letters and digits are, in the same order; of several places the one with the same surroundings.
 * Undefined where they are not all there.
 */
export function matchText(parts: readonly string[], wanted: Wanted): PartRange[] | undefined {
  const quote = lettersOf([wanted.quote]).text;
  if (quote === '') return undefined;
  const shown = lettersOf(parts);
  const whole = placesOf(shown.text, quote).map((from) => ({ from, to: from + quote.length }));
  const best = bestOf(whole, shown.text, wanted);
  const spans = best ? [best] : inPieces(shown.text, quote);
  const ranges = spans?.flatMap((span) => rangesOf(span, shown, parts));
  return ranges && withSigns(ranges, wanted.quote, parts);
}

/** The signs with which a quote begins and ends are marked with it. */
function withSigns(ranges: PartRange[], quote: string, parts: readonly string[]): PartRange[] {
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return ranges;
  const ahead = SIGNS_AT_START.exec(quote.trim())?.[0].length ?? 0;
  const behind = SIGNS_AT_END.exec(quote.trim())?.[0].length ?? 0;
  const before = (parts[first.part] ?? '').slice(Math.max(0, first.start - ahead), first.start);
  const after = (parts[last.part] ?? '').slice(last.end, last.end + behind);
  first.start -= SIGNS_AT_END.exec(before)?.[0].length ?? 0;
  last.end += SIGNS_AT_START.exec(after)?.[0].length ?? 0;
  return ranges;
}

function lettersOf(parts: readonly string[]): Letters {
  const letters: Letters = { text: '', parts: [], starts: [] };
  for (const [part, content] of parts.entries()) {
    let start = 0;
    for (const char of content) {
      for (const letter of char.normalize('NFKD').toLowerCase()) {
        if (!IS_LETTER.test(letter)) continue;
        letters.text += letter;
        for (let unit = 0; unit < letter.length; unit += 1) {
          letters.parts.push(part);
          letters.starts.push(start);
        }
      }
      start += char.length;
    }
  }
  return letters;
}

function placesOf(text: string, piece: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) found.push(at);
  return found;
}

/** The place whose surroundings are most like those of the words where they come from. */
function bestOf(spans: readonly Span[], text: string, { before, after }: Wanted): Span | undefined {
  if (spans.length < 2) return spans[0];
  const [ahead, behind] = [lettersOf([before.slice(-AROUND)]).text, lettersOf([after.slice(0, AROUND)]).text];
  const alike = ({ from, to }: Span) => sharedEnd(text.slice(0, from), ahead) + sharedStart(text.slice(to), behind);
  return spans.reduce((best, span) => (alike(span) > alike(best) ? span : best));
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function sharedEnd(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[a.length - 1 - at] === b[b.length - 1 - at]) at += 1;
  return at;
}

/** Each next piece is the longest that is there; undefined where one would be so short that it may stand anywhere. */
function inPieces(text: string, quote: string): Span[] | undefined {
  const spans: Span[] = [];
  for (let at = 0; at < quote.length; ) {
    const seed = quote.slice(at, at + SHORTEST_PIECE);
    if (seed.length < SHORTEST_PIECE || spans.length === MOST_PIECES) return undefined;
    const rest = quote.slice(at);
    const pieces = placesOf(text, seed).map((from) => ({ from, to: from + sharedStart(text.slice(from), rest) }));
    const free = pieces.filter((piece) => spans.every(({ from, to }) => piece.to <= from || piece.from >= to));
    const [longest] = free.sort((a, b) => b.to - b.from - (a.to - a.from));
    if (!longest) return undefined;
    spans.push(longest);
    at += longest.to - longest.from;
  }
  return spans;
}

/** One range for each part; what is marked beyond a part's end takes the signs there with it. */
function rangesOf({ from, to }: Span, letters: Letters, parts: readonly string[]): PartRange[] {
  const ranges: PartRange[] = [];
  for (let at = from; at < to; at += 1) {
    const [part = 0, start = 0] = [letters.parts[at], letters.starts[at]];
    const end = start + String.fromCodePoint(parts[part]?.codePointAt(start) ?? 0).length;
    const last = ranges.at(-1);
    if (last?.part === part) {
      last.end = end;
      continue;
    }
    if (last) last.end = (parts[last.part] ?? '').length;
    ranges.push({ part, start: last ? 0 : start, end });
  }
  return ranges;
}

/** A text cut at what is marked in it. */
export function cutAtMarks(text: string, ranges: readonly PartRange[]): { text: string; isMarked: boolean }[] {
  const pieces: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    pieces.push({ text: text.slice(at, start), isMarked: false }, { text: text.slice(start, end), isMarked: true });
    at = end;
  }
  pieces.push({ text: text.slice(at), isMarked: false });
  return pieces.filter((piece) => piece.text !== '');
}
