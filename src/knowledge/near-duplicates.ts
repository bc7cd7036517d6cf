import type { RetrievedPassage } from './retriever.ts';
import { wordsOf } from './words.ts';

/** Share of word pairs that two passages have in common when they say the same. */
const SAME = 0.9;

/** Without passages that say what a better one says: a text brought twice, or a page that is repeated. */
export function withoutNearDuplicates(passages: readonly RetrievedPassage[]): RetrievedPassage[] {
  const kept: { passage: RetrievedPassage; pairs: ReadonlySet<string> }[] = [];
  for (const passage of passages) {
    const pairs = pairsOf(passage.text);
    if (!kept.some((better) => alike(better.pairs, pairs))) kept.push({ passage, pairs });
  }
  return kept.map(({ passage }) => passage);
}

function pairsOf(text: string): Set<string> {
  const words = wordsOf(text);
  if (words.length < 2) return new Set(words);
  return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`));
}

function alike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const larger = Math.max(a.size, b.size);
  if (larger === 0 || Math.min(a.size, b.size) < SAME * larger) return false;
  let common = 0;
  for (const pair of a) if (b.has(pair)) common += 1;
  return common >= SAME * (a.size + b.size - common);
}
