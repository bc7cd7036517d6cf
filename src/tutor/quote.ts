/** Where a quotation stands in a text: `text.slice(start, end)`. */
export interface Place {
  start: number;
  end: number;
}

/**
 * Finds a quotation in a text: as it is, or else with any white space between its words where the quotation has some.
 * Undefined where the words are not there: then it is no quotation.
 */
export function locateQuote(text: string, quote: string): Place | undefined {
  const wanted = quote.trim();
  if (wanted === '') return undefined;
  const exact = text.indexOf(wanted);
  if (exact >= 0) return { start: exact, end: exact + wanted.length };
  const { flat, offsets } = flatten(text);
  const flatQuote = flatten(wanted).flat;
  const at = flat.indexOf(flatQuote);
  if (at < 0) return undefined;
  const last = offsets[at + flatQuote.length - 1];
  const start = offsets[at];
  return start === undefined || last === undefined ? undefined : { start, end: last + 1 };
}

/** A text with each run of white space as one space, and for each of its characters the offset in the original. */
function flatten(text: string): { flat: string; offsets: number[] } {
  let flat = '';
  const offsets: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const space = /\s/u.test(char);
    if (space && flat.endsWith(' ')) continue;
    flat += space ? ' ' : char;
    offsets.push(at);
  }
  return { flat, offsets };
}
