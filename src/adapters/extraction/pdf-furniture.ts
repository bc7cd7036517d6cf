import type { Line } from './pdf-lines.ts';

/** Running headers and footers are among so many lines at a page's top and bottom. */
const EDGE_LINES = 3;
/** They stand on so many pages at least, and on this share of all: left and right pages may differ. */
const MIN_PAGES = 3;
const MIN_SHARE = 0.3;

/** Pages without what is repeated on them at the same height: running headers and footers, and page numbers, which count up. */
export function withoutFurniture(pages: readonly (readonly Line[])[]): Line[][] {
  const counts = new Map<string, number>();
  for (const [index, lines] of pages.entries()) {
    const keys = new Set([...edgesOf(lines)].map((line) => keyOf(line, index)));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const needed = Math.max(MIN_PAGES, pages.length * MIN_SHARE);
  return pages.map((lines, index) => {
    const edges = edgesOf(lines);
    return lines.filter((line) => !edges.has(line) || (counts.get(keyOf(line, index)) ?? 0) < needed);
  });
}

function edgesOf(lines: readonly Line[]): Set<Line> {
  const byHeight = [...lines].sort((a, b) => b.y - a.y);
  return new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)]);
}

/** The same for lines that say the same at the same height, but for numbers that count with the pages. */
function keyOf(line: Line, page: number): string {
  return `${Math.round(line.y / 2)} ${line.text.replace(/\d{1,9}/g, (digits) => `#${Number(digits) - page}`)}`;
}
