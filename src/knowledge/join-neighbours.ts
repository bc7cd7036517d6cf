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

/** They touch or overlap, or it is known what white space parts them. A page's end separates. */
function joinable(a: RetrievedPassage, b: RetrievedPassage): boolean {
  if (a.documentId !== b.documentId || Math.abs(a.ordinal - b.ordinal) !== 1 || a.page !== b.page) return false;
  const [first, second] = inOrder(a, b);
  const gap = second.start - first.end;
  if (gap > 0 && first.after?.length !== gap) return false;
  return Math.max(first.end, second.end) - first.start <= LONGEST;
}

function join(a: RetrievedPassage, b: RetrievedPassage): RetrievedPassage {
  const [first, second] = inOrder(a, b);
  const overlap = first.end - second.start;
  const text = overlap < 0 ? first.text + first.after + second.text : first.text + second.text.slice(overlap);
  const matched = [...new Set([...a.matched, ...b.matched])];
  const { after } = second.end >= first.end ? second : first;
  return { ...a, start: first.start, end: Math.max(first.end, second.end), text, after, matched };
}

function inOrder(a: RetrievedPassage, b: RetrievedPassage): [RetrievedPassage, RetrievedPassage] {
  return a.start <= b.start ? [a, b] : [b, a];
}
