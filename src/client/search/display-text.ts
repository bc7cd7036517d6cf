interface Range {
  start: number;
  end: number;
}

/** Marks of Markdown that nobody wants to read. */
const MARKUP = new RegExp(
  [
    // Of headings at the start of a line.
    /^[ \t]{0,3}#{1,6}(?:[ \t]+|$)/,
    // Of tables.
    /^[ \t]*\|?[ \t]*:?-{3,}:?(?:[ \t]*\|[ \t:|-]*)?$|(?<!\S)\|(?!\S)/,
    // Of bold print.
    /(?<![\p{L}\p{N}*])\*\*(?=\S)|(?<=\S)\*\*(?![\p{L}\p{N}*])/u,
    // Of emphasis, in pairs round words.
    /(?<![\p{L}\p{N}*])\*(?=[^\s*](?:[^*\n]{0,200}[^\s*])?\*(?![\p{L}\p{N}*]))/u,
    /(?<=(?<![\p{L}\p{N}*])\*[^\s*](?:[^*\n]{0,200}[^\s*])?)\*(?![\p{L}\p{N}*])/u,
    /(?<![\p{L}\p{N}_])_(?=[^\s_](?:[^_\n]{0,200}[^\s_])?_(?![\p{L}\p{N}_]))/u,
    /(?<=(?<![\p{L}\p{N}_])_[^\s_](?:[^_\n]{0,200}[^\s_])?)_(?![\p{L}\p{N}_])/u,
    // Of code, in pairs.
    /`(?=[^`\n]{1,200}`)|(?<=`[^`\n]{1,200})`/,
    // Of links and pictures: their words are read, not their addresses.
    /!?\[(?=[^\]\n]{1,200}\]\([^()\s]{1,500}\))|(?<=\[[^\]\n]{1,200})\]\([^()\s]{1,500}\)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gmu',
);

/**
 * A stretch of a text as people read it, with the marked words where they stand in it then. Only for showing: places are
 * offsets in the text as it is.
 */
export function displayText(
  source: string,
  { start, end }: Range,
  marks: readonly Range[],
): { text: string; marks: Range[] } {
  const cuts = Array.from(source.matchAll(MARKUP), (found) => ({
    start: found.index,
    end: found.index + found[0].length,
  }));
  let text = '';
  let at = start;
  for (const cut of cuts.filter((each) => each.end > start && each.start < end)) {
    text += source.slice(at, Math.max(at, cut.start));
    at = Math.min(end, cut.end);
  }
  text += source.slice(at, end);
  const place = (offset: number): number => offset - start - cutBefore(cuts, { start, end: offset });
  return { text, marks: marks.map((mark) => ({ start: place(mark.start), end: place(mark.end) })) };
}

/** How much of a stretch is cut out of it. */
function cutBefore(cuts: readonly Range[], { start, end }: Range): number {
  return cuts.reduce((sum, cut) => sum + Math.max(0, Math.min(cut.end, end) - Math.max(cut.start, start)), 0);
}
