/** A text and where each of its pages begins. */
interface PagedText {
  text: string;
  pages: number[];
  title?: string | undefined;
  unreadablePages?: number[] | undefined;
}

/** NUL (which PostgreSQL refuses) and the other controls that mean nothing in a text. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu;
/** No language piles more marks on a letter (Unicode's stream-safe text, UAX #15); whole pages of them keep everybody busy. */
const PILED_MARKS = /(\p{M}{30})\p{M}+/gu;
/** Where a word may be parted at the end of a line: seen by nobody, and the word would not be found. */
const SOFT_HYPHENS = /\u00ad/g;
const BREAKS = /\r\n?|\u0085|\u2028|\u2029|\f|\v/g;

/**
 * The text as it is kept: line breaks as LF, no control characters or soft hyphens, no lone surrogates (U+FFFD instead), composed
 * letters (NFC, so that a search finds what PDFs spell with combining marks). Page offsets move along. Millions of characters
 * can take seconds: for files this is done in the thread that reads them.
 */
export function cleanText(extracted: PagedText): PagedText {
  const { text, pages, title, unreadablePages } = extracted;
  if (pages.length === 0) return { text: clean(text), pages, title: title && clean(title) };
  const offsets: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const [index, start] of pages.entries()) {
    const part = clean(text.slice(start, pages[index + 1] ?? text.length));
    offsets.push(length);
    parts.push(part);
    length += part.length;
  }
  return { text: parts.join(''), pages: offsets, title: title && clean(title), unreadablePages };
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(BREAKS, '\n')
    .replace(CONTROLS, '')
    .replace(SOFT_HYPHENS, '')
    .replace(PILED_MARKS, '$1')
    .normalize('NFC');
}
