const MOST_DERIVED_TITLE = 80;

/** A title for notes that have none: their first line, cut between words. */
export function firstWords(text: string): string {
  const [line = ''] = text.trim().split(/\r?\n/, 1);
  if (line.length <= MOST_DERIVED_TITLE) return line;
  const cut = line.slice(0, MOST_DERIVED_TITLE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MOST_DERIVED_TITLE / 2))}…`;
}
