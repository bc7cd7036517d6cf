import { LRUCache } from 'lru-cache';
import type { Embedder } from '../ports/embedder.ts';
import { isStopWord, scriptRuns, wordsOf } from './words.ts';

const DIMENSIONS = 384;
/** Each feature goes to that many places with a sign each: two features then hardly ever share all of them. */
const PLACES = 3;
const STOP_WORD_WEIGHT = 0.05;
/** Parts of a word count together about as much as the word itself: they find other forms and misspellings of it. */
const PART_WEIGHT = 0.8;
const PART_LENGTHS = [3, 4];
/** A pair of neighbouring words. */
const PAIR_WEIGHT = 0.2;
/** Texts embedded before others get their turn: a few milliseconds. */
const YIELD_EVERY = 8;

/**
 * The embedder that needs no model: words, parts of words and word pairs hashed into 384 places, repeated ones damped, stop words
 * damped more. It knows words and their shapes in any language, but not meaning. Deterministic for good: the id
 * changes when the vectors do.
 */
export const hashEmbedder: Embedder = {
  id: 'hash-v1',
  dimensions: DIMENSIONS,
  semantic: false,
  async embed(texts, _kind, signal) {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      signal?.throwIfAborted();
      vectors.push(hashVector(text));
      if (vectors.length % YIELD_EVERY === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return vectors;
  },
};

/** The vector of a text, of length 1. A text without any word gets a vector of its own that is near to nothing. */
export function hashVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const [feature, weight] of featuresOf(text)) addFeature(vector, feature, weight);
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) vector[0] = 1;
  else for (let i = 0; i < DIMENSIONS; i += 1) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}

/** Hashes of a text's features and their weights; a repeated one counts by the logarithm of how often. */
function featuresOf(text: string): Map<number, number> {
  const counts = new Map<number, { count: number; weight: number }>();
  const count = (feature: number, weight: number) => {
    const known = counts.get(feature);
    if (known) known.count += 1;
    else counts.set(feature, { count: 1, weight });
  };
  let previous: string | undefined;
  for (const word of wordsOf(text).flatMap(knownWord)) {
    if (word.whole !== undefined) count(word.whole, word.isStop ? STOP_WORD_WEIGHT : 1);
    for (const part of word.parts) count(part, word.partWeight);
    if (word.isStop) continue;
    if (word.stem !== undefined && previous !== undefined) count(fnv1a(`2${previous} ${word.stem}`), PAIR_WEIGHT);
    previous = word.stem;
  }
  const features = new Map<number, number>();
  for (const [feature, { count: times, weight }] of counts) features.set(feature, weight * (1 + Math.log(times)));
  return features;
}

/** What a word adds, wherever it stands. */
interface WordFeatures {
  /** Undefined for scripts without spaces, which have no words to pair. */
  stem: string | undefined;
  whole: number | undefined;
  parts: number[];
  partWeight: number;
  isStop: boolean;
}

/** Texts repeat their words: looking a word up costs a tenth of taking it apart. */
const knownWords = new LRUCache<string, WordFeatures[]>({ max: 50_000 });

function knownWord(word: string): WordFeatures[] {
  const known = knownWords.get(word);
  if (known) return known;
  const features = scriptRuns(word).map(({ text, unspaced }) => (unspaced ? charactersOf(text) : wordFeatures(text)));
  knownWords.set(word, features);
  return features;
}

function wordFeatures(word: string): WordFeatures {
  const stem = stripMarks(word);
  const isStop = isStopWord(word);
  const parts = isStop ? [] : partsOf(stem).map((part) => fnv1a(`p${part}`));
  return { stem, whole: fnv1a(`w${stem}`), parts, partWeight: PART_WEIGHT / Math.sqrt(parts.length), isStop };
}

function charactersOf(run: string): WordFeatures {
  return { stem: undefined, whole: undefined, parts: characterPairs(run).map(fnv1a), partWeight: 1, isStop: false };
}

function stripMarks(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Runs of 3 and 4 letters of a word with its edges marked. */
function partsOf(word: string): string[] {
  const marked = `<${word}>`;
  return PART_LENGTHS.flatMap((size) =>
    Array.from({ length: Math.max(0, marked.length - size + 1) }, (_, i) => marked.slice(i, i + size)),
  );
}

function characterPairs(run: string): string[] {
  const characters = [...run];
  return characters.flatMap((character, i) => {
    const next = characters[i + 1];
    return next ? [`c${character}`, `c${character}${next}`] : [`c${character}`];
  });
}

function addFeature(vector: Float32Array, feature: number, weight: number): void {
  let hash = feature;
  for (let place = 0; place < PLACES; place += 1) {
    hash = mix(hash + place);
    const at = (hash >>> 1) % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
  }
}

/** FNV-1a over UTF-16 units, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Finaliser of MurmurHash3: every bit of the input reaches every bit of the output. */
function mix(hash: number): number {
  let mixed = hash >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
