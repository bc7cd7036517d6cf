/** A range of UTF-16 offsets in a document's text. */
export interface TextRange {
  start: number;
  end: number;
}

/** Where a quote stands in its passage; the whole passage where it isn't found. */
export function findQuote(text: string, passage: TextRange, quote: string | undefined): TextRange {
  const whole = { start: Math.max(0, passage.start), end: Math.min(text.length, passage.end) };
  if (!quote) return whole;
  const at = text.slice(whole.start, whole.end).indexOf(quote);
  return at < 0 ? whole : { start: whole.start + at, end: whole.start + at + quote.length };
}

/** A paragraph of a document, with its place in the text. */
export interface TextBlock extends TextRange {
  /** The page that begins with this block. */
  page?: number | undefined;
}

/** Cuts a text into paragraphs, and at the offsets at which pages begin. */
export function cutBlocks(text: string, pages: number[]): TextBlock[] {
  const blocks: TextBlock[] = [];
  const bounds = pages.length > 0 ? pages : [0];
  for (const [at, from] of bounds.entries()) {
    const to = bounds[at + 1] ?? text.length;
    const paragraphs = cutParagraphs(text, { start: from, end: to });
    for (const [place, paragraph] of paragraphs.entries()) {
      blocks.push(place === 0 && pages.length > 0 ? { ...paragraph, page: at + 1 } : paragraph);
    }
  }
  return blocks;
}

function cutParagraphs(text: string, range: TextRange): TextBlock[] {
  const blocks: TextBlock[] = [];
  const gap = /\n\s*\n/g;
  gap.lastIndex = range.start;
  let from = range.start;
  for (let match = gap.exec(text); match && match.index < range.end; match = gap.exec(text)) {
    if (match.index > from) blocks.push({ start: from, end: match.index });
    from = Math.min(match.index + match[0].length, range.end);
  }
  if (text.slice(from, range.end).trim() !== '') blocks.push({ start: from, end: range.end });
  return blocks;
}
