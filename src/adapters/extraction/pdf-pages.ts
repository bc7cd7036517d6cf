/** Paragraphs of a page, in reading order. */
export type Page = readonly string[];

/** Looked for first: most paragraphs end otherwise, and the pattern goes through all of their letters. */
const HYPHENS: ReadonlySet<string> = new Set(['-', '\u00ad', '\u2010']);
const HYPHEN_END = /(\p{L}*\p{Ll})[-\u00ad\u2010]$/u;
const WORD_START = /^(\p{Ll}+)(\S*)\s?/u;

/** Text of all pages, and where each begins. A word that was parted between two pages is whole, on the first of them. */
export function textOfPages(pages: readonly Page[]): { text: string; pages: number[] } {
  const paragraphs = pages.map((page) => [...page]);
  for (const [index, page] of paragraphs.entries()) {
    const next = paragraphs[index + 1];
    if (next) makeWhole(page, next);
  }
  const starts: number[] = [];
  let text = '';
  for (const page of paragraphs) {
    starts.push(text.length);
    text += `${page.filter((paragraph) => paragraph !== '').join('\n\n')}\n\n`;
  }
  return { text, pages: starts };
}

function makeWhole(page: string[], next: string[]): void {
  // Below the text there may be notes.
  const last = page.findLastIndex((paragraph) => HYPHENS.has(paragraph.at(-1) ?? '') && HYPHEN_END.test(paragraph));
  const begun = page[last];
  const rest = WORD_START.exec(next[0] ?? '');
  if (begun === undefined || !rest || next[0] === undefined) return;
  page[last] = begun.slice(0, -1) + rest[1] + rest[2];
  next[0] = next[0].slice(rest[0].length);
}
