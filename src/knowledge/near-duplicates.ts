import type { RetrievedPassage } from './retriever.ts';
import { wordsOf } from './words.ts';

/** Share of word pairs that two passages have in common when they say the same. */
const SAME = 0.9;
/** Places of a sketch: a power of two, large beside the words of a passage. */
const PLACES = 4096;

/** A passage's words, and a mark for each pair of neighbours: marks that only one has tell that two passages are not alike. */
interface Sketch {
  words: readonly string[];
  isMarked: Uint8Array;
  /** Where the marks are, each once: there are so many different pairs at least. */
  marks: number[];
}

/** Without passages that say what a better one says: a text brought twice, or a page that is repeated. */
export function withoutNearDuplicates(passages: readonly RetrievedPassage[]): RetrievedPassage[] {
  const kept: { passage: RetrievedPassage; sketch: Sketch }[] = [];
  for (const passage of passages) {
    const sketch = sketchOf(passage.text);
    if (!kept.some((better) => alike(better.sketch, sketch))) kept.push({ passage, sketch });
  }
  return kept.map(({ passage }) => passage);
}

function sketchOf(text: string): Sketch {
  const words = wordsOf(text);
  const isMarked = new Uint8Array(PLACES);
  const marks: number[] = [];
  let before = 0;
  for (const [at, word] of words.entries()) {
    const hash = hashOf(word);
    const place = (Math.imul(before, 31) ^ hash) & (PLACES - 1);
    if ((at > 0 || words.length === 1) && isMarked[place] === 0) {
      isMarked[place] = 1;
      marks.push(place);
    }
    before = hash;
  }
  return { words, isMarked, marks };
}

function alike(a: Sketch, b: Sketch): boolean {
  return mayBeAlike(a, b) && mayBeAlike(b, a) && sharePairs(pairsOf(a.words), pairsOf(b.words));
}

/** Never false for two that are alike: a mark that `a` has alone is a pair that it has alone, or several. */
function mayBeAlike(a: Sketch, b: Sketch): boolean {
  // So many pairs it may have alone at the most; and a little more, for what is lost in rounding.
  let spare = (Math.max(1, a.words.length - 1) - SAME * b.marks.length) / (1 + SAME) + 0.001;
  for (const place of a.marks) {
    if (b.isMarked[place] === 0) spare -= 1;
    if (spare < 0) return false;
  }
  return true;
}

function sharePairs(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const larger = Math.max(a.size, b.size);
  if (larger === 0 || Math.min(a.size, b.size) < SAME * larger) return false;
  let common = 0;
  for (const pair of a) if (b.has(pair)) common += 1;
  return common >= SAME * (a.size + b.size - common);
}

function pairsOf(words: readonly string[]): Set<string> {
  if (words.length < 2) return new Set(words);
  return new Set(words.slice(1).map((word, at) => `${words[at]} ${word}`));
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
