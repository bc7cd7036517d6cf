/** Where a quotation stands in a text: `text.slice(start, end)`. */
export interface Place {
  start: number;
  end: number;
}

/** What programs and typesetters write differently, as it is compared. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [
    ['"', '“”„‟«»″'],
    ["'", '‘’‚‛‹›′`´'],
    ['-', '‐‑‒–—―−'],
  ].flatMap(([plain = '', others = '']) => Array.from(others, (other): [string, string] => [other, plain])),
);
/** Letters and dots that are drawn as one sign. */
const DRAWN_AS_ONE = /^[\ufb00-\ufb06\u2026]$/u;
/** Soft hyphens and other signs that take no room. */
const UNSEEN = /^[\u00ad\u200b-\u200d\u2060\ufeff]$/u;
const SPACE = /^\s$/u;

/**
 * Finds a quotation in a text: as it is, or else with other white space between its words, or other quotation marks, dashes and dots.
 * The place is the text's own words. Undefined where they are not there: then it is no quotation.
 */
export function locateQuote(text: string, quote: string): Place | undefined {
  const wanted = quote.trim();
  if (wanted === '') return undefined;
  const exact = text.indexOf(wanted);
  if (exact >= 0) return { start: exact, end: exact + wanted.length };
  const { flat, places } = flatten(text);
  const flatQuote = flatten(wanted).flat.trim();
  if (flatQuote === '') return undefined;
  for (let at = flat.indexOf(flatQuote); at >= 0; at = flat.indexOf(flatQuote, at + 1)) {
    const [first, last] = [places[at], places[at + flatQuote.length - 1]];
    if (!first || !last || places[at - 1]?.start === first.start || goesOn(text, last, places[at + flatQuote.length]))
      continue;
    return { start: first.start, end: last.end };
  }
  return undefined;
}

/** Whether a letter goes on behind what was found of it: "cafe" is no quotation of "café". */
function goesOn(text: string, last: Place, next: Place | undefined): boolean {
  return next?.start === last.start || /^\p{M}/u.test(text.slice(last.end, last.end + 2));
}

/** A text as it is compared, and for each of its UTF-16 units the place in the original. */
function flatten(text: string): { flat: string; places: Place[] } {
  let flat = '';
  const places: Place[] = [];
  let start = 0;
  for (const char of text) {
    const end = start + char.length;
    const compared = comparedAs(char);
    if (compared !== ' ' || !flat.endsWith(' ')) {
      flat += compared;
      for (let unit = 0; unit < compared.length; unit += 1) places.push({ start, end });
    }
    start = end;
  }
  return { flat, places };
}

function comparedAs(char: string): string {
  if (SPACE.test(char)) return ' ';
  if (UNSEEN.test(char)) return '';
  return ALIKE.get(char) ?? char.normalize(DRAWN_AS_ONE.test(char) ? 'NFKD' : 'NFD');
}
