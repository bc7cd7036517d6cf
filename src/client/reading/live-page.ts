/** So many words at both ends of a longer quotation say where it begins and ends. */
const WORDS_AT_ENDS = 5;

/**
 * The address of a web page as it is now, at the words quoted where the browser knows text fragments and they are still there.
 * Undefined for what is no address of a web page.
 */
export function livePage(sourceUrl: string, quote: string): string | undefined {
  if (!URL.canParse(sourceUrl) || !/^https?:$/.test(new URL(sourceUrl).protocol)) return undefined;
  const words = wordsOf(quote);
  if (words.length === 0) return sourceUrl;
  const isShort = words.length <= 2 * WORDS_AT_ENDS;
  const ends = isShort ? [words] : [words.slice(0, WORDS_AT_ENDS), words.slice(-WORDS_AT_ENDS)];
  const directive = ends.map((some) => encoded(some.join(' '))).join(',');
  return `${sourceUrl}${sourceUrl.includes('#') ? '' : '#'}:~:text=${directive}`;
}

/** Without marks of Markdown, which the page does not have. */
function wordsOf(quote: string): string[] {
  return quote.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** A hyphen would end the words before them, or begin those after. */
function encoded(words: string): string {
  return encodeURIComponent(words).replaceAll('-', '%2D');
}
