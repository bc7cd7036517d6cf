import type { RetrievedPassage } from './retriever.ts';

type Leg = RetrievedPassage['matched'][number];

export interface RankedLeg {
  leg: Leg;
  /** How much its opinion counts beside the others'. */
  weight: number;
  /** Passages, best first. */
  passageIds: string[];
}

export interface Fused {
  passageId: string;
  score: number;
  matched: Leg[];
}

/** The usual constant (Cormack et al. 2009): the first places differ, and none of them decides alone. */
const K = 60;

/** Reciprocal rank fusion: what several legs rank high comes first. Scores of legs are not comparable, ranks are. */
export function fuse(legs: readonly RankedLeg[]): Fused[] {
  const fused = new Map<string, Fused>();
  for (const { leg, weight, passageIds } of legs) {
    for (const [rank, passageId] of passageIds.entries()) {
      const known = fused.get(passageId) ?? { passageId, score: 0, matched: [] };
      known.score += weight / (K + rank + 1);
      known.matched.push(leg);
      fused.set(passageId, known);
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.passageId < b.passageId ? -1 : 1));
}
