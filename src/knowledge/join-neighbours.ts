import type { RetrievedPassage } from './retriever.ts';

/** Longest stretch that two passages are joined to: a reader takes it in at a glance. UTF-16 units. */
const LONGEST = 2000;

/**
 * Passages that follow each other and both match, as one: two at most, at the place of the better one. Their overlap is not
 * said twice. What they are joined to is `content.slice(start, end)` still.
 */
export function joinNeighbours(passages: readonly RetrievedPassage[]): RetrievedPassage[] {
  const taken = new Set<string>();
  const joined: RetrievedPassage[] = [];
  for (const passage of passages) {
    if (taken.has(passage.id)) continue;
    const neighbour = passages.find((other) => !taken.has(other.id) && joinable(passage, other));
    taken.add(passage.id);
    if (neighbour) taken.add(neighbour.id);
    joined.push(neighbour ? join(passage, neighbour) : passage);
  }
  return joined;
}

/** They touch or overlap: across a gap the text between them is not known here. A page's end separates. */
function joinable(a: RetrievedPassage, b: RetrievedPassage): boolean {
  if (a.documentId !== b.documentId || Math.abs(a.ordinal - b.ordinal) !== 1 || a.page !== b.page) return false;
  return Math.max(a.end, b.end) - Math.min(a.start, b.start) <= LONGEST;
}

/** Between paragraphs there is nothing but white space, which is put back as line breaks of the same length. */
function join(a: RetrievedPassage, b: RetrievedPassage): RetrievedPassage {
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  const gap = Math.max(0, second.start - first.end);
  const text = `${first.text}${'\n'.repeat(gap)}${second.text.slice(Math.max(0, first.end - second.start))}`;
  const matched = [...new Set([...a.matched, ...b.matched])];
  return { ...a, start: first.start, end: Math.max(first.end, second.end), text, matched };
}
