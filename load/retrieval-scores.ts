import type { Stretch } from './retrieval-data.ts';

export interface Scores {
  hit1: number;
  hit5: number;
  ndcg10: number;
}

/** A result counts when it shares at least half of the shorter of the two with a stretch that answers. */
export function counts(result: Stretch, gold: Stretch): boolean {
  const shared = Math.min(result.end, gold.end) - Math.max(result.start, gold.start);
  return shared * 2 >= Math.min(result.end - result.start, gold.end - gold.start);
}

/**
 * Scores of one answer, best result first; `undefined` is a result in another story. A stretch counts once, for the first
 * result that finds it: finding it again gains nothing.
 */
export function scoreAnswer(results: readonly (Stretch | undefined)[], gold: readonly Stretch[]): Scores {
  const found = new Set<Stretch>();
  let first = Number.POSITIVE_INFINITY;
  let gained = 0;
  for (const [at, result] of results.slice(0, 10).entries()) {
    const hits = result ? gold.filter((stretch) => counts(result, stretch)) : [];
    if (hits.length > 0) first = Math.min(first, at);
    if (hits.some((stretch) => !found.has(stretch))) gained += gain(at);
    for (const stretch of hits) found.add(stretch);
  }
  const best = Array.from({ length: Math.min(10, gold.length) }, (_, at) => gain(at));
  const possible = best.reduce((sum, value) => sum + value, 0);
  return { hit1: first === 0 ? 1 : 0, hit5: first < 5 ? 1 : 0, ndcg10: possible === 0 ? 0 : gained / possible };
}

export function average(scores: readonly Scores[]): Scores {
  const mean = (key: keyof Scores) => scores.reduce((sum, each) => sum + each[key], 0) / scores.length;
  return { hit1: mean('hit1'), hit5: mean('hit5'), ndcg10: mean('ndcg10') };
}

function gain(at: number): number {
  return 1 / Math.log2(at + 2);
}
