import type { StemmedLanguage } from '../../languages/stem.ts';
import { askedWords } from './lexemes.ts';

/** A text that holds some of the words. Texts of one group follow each other by `ordinal`, like passages of a document. */
export interface Candidate {
  id: string;
  group: string;
  ordinal: number;
  lexemes: Int32Array;
}

/** What the candidates are part of. */
export interface Corpus {
  /** How many texts each group has. */
  groups: ReadonlyMap<string, number>;
  /** What the texts are written in; English where it is not said. */
  languages?: readonly StemmedLanguage[];
}

export interface Ranked {
  id: string;
  score: number;
}

export interface RankAnswer {
  /** Best first. */
  ranked: Ranked[];
  /** Share of the words that no candidate holds, 0..1, and which these are, without accents. */
  unknown: number;
  unknownTerms: ReadonlySet<string>;
}

/** BM25's usual constants: how soon repetition stops counting, and how much length does. */
const K1 = 1.2;
const B = 0.75;
/** Two words of the query side by side count beyond the words themselves. */
const PAIR_WEIGHT = 0.3;
/** What stands next to a text, and what it stands in, say what it is about. Measured: see docs/retrieval.md. */
const NEIGHBOUR_WEIGHT = 0.2;
const GROUP_WEIGHT = 0.2;
/** Distinct words of a query that count. */
const MAX_WORDS = 64;

/** A power of two, large beside the lexemes of a query. */
const FILTER = 4096;

interface Counts {
  /** How often each of the query's words occurs, then each of its pairs. */
  words: Uint16Array;
  pairs: Uint16Array;
  length: number;
}

interface Query {
  /** Words by their number, as they are known without accents. */
  terms: readonly string[];
  /** The number of the word that each lexeme is of: a word has one in each language, or several. */
  words: ReadonlyMap<number, number>;
  /** Number of each pair, by the numbers of its words: `first * MAX_WORDS + second`. */
  pairs: ReadonlyMap<number, number>;
  /** 1 at the low bits of each lexeme: nearly all words of a text are told apart here, without the map. */
  filter: Uint8Array;
}

/**
 * Candidates by how well they answer the words, best first: BM25 over stems and over pairs of neighbours, with shares of the
 * scores of the whole group and of the texts next to it.
 */
export function rank(words: readonly string[], candidates: readonly Candidate[], corpus: Corpus): RankAnswer {
  const query = queryOf(words, corpus.languages ?? ['en']);
  if (query.terms.length === 0 || candidates.length === 0) {
    return { ranked: [], unknown: 1, unknownTerms: new Set(query.terms) };
  }
  const counted = candidates.map((candidate) => count(query, candidate.lexemes));
  const texts = Math.max(candidates.length, sum(corpus.groups.values()));
  const average = sum(counted.map((counts) => counts.length)) / counted.length || 1;
  const wordWeights = weights(counted, 'words', query.terms.length, texts);
  const pairWeights = weights(counted, 'pairs', query.pairs.size, texts);
  const own = counted.map(
    (counts) =>
      bm25(counts.words, wordWeights, norm(counts.length / average)) +
      PAIR_WEIGHT * bm25(counts.pairs, pairWeights, K1),
  );
  const groups = scoreGroups(query, candidates, counted, corpus, average);
  const places = new Map(candidates.map(({ group, ordinal }, at) => [`${group} ${ordinal}`, own[at] ?? 0]));
  const ranked = candidates.map(({ id, group, ordinal }, at) => {
    const around = (places.get(`${group} ${ordinal - 1}`) ?? 0) + (places.get(`${group} ${ordinal + 1}`) ?? 0);
    return { id, score: (own[at] ?? 0) + NEIGHBOUR_WEIGHT * around + GROUP_WEIGHT * (groups.get(group) ?? 0) };
  });
  const unknownTerms = new Set(query.terms.filter((_, at) => wordWeights[at] === 0));
  const unknown = unknownTerms.size / wordWeights.length;
  return { ranked: ranked.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)), unknown, unknownTerms };
}

/** The words numbered, and the pairs of those that stand side by side. */
function queryOf(words: readonly string[], languages: readonly StemmedLanguage[]): Query {
  const terms: string[] = [];
  const numbers = new Map<number, number>();
  const pairs = new Map<number, number>();
  let first: number | undefined;
  for (const { term, lexemes } of askedWords(words.join(' '), languages)) {
    // Another form of a word that was there already is that word.
    let second = lexemes.map((lexeme) => numbers.get(lexeme)).find((number) => number !== undefined);
    if (second === undefined && terms.length < MAX_WORDS) second = terms.push(term) - 1;
    if (second !== undefined) {
      for (const lexeme of lexemes) if (!numbers.has(lexeme)) numbers.set(lexeme, second);
      const pair = first === undefined ? undefined : first * MAX_WORDS + second;
      if (pair !== undefined && !pairs.has(pair)) pairs.set(pair, pairs.size);
    }
    first = second;
  }
  const filter = new Uint8Array(FILTER);
  for (const lexeme of numbers.keys()) filter[lexeme & (FILTER - 1)] = 1;
  return { terms, words: numbers, pairs, filter };
}

function count(query: Query, lexemes: Int32Array): Counts {
  const words = new Uint16Array(query.terms.length);
  const pairs = new Uint16Array(query.pairs.size);
  const { filter } = query;
  let previous: number | undefined;
  for (const lexeme of lexemes) {
    const word = filter[lexeme & (FILTER - 1)] === 1 ? query.words.get(lexeme) : undefined;
    if (word !== undefined) {
      words[word] = (words[word] ?? 0) + 1;
      const pair = previous === undefined ? undefined : query.pairs.get(previous * MAX_WORDS + word);
      if (pair !== undefined) pairs[pair] = (pairs[pair] ?? 0) + 1;
    }
    previous = word;
  }
  return { words, pairs, length: lexemes.length };
}

/** How much each word or pair tells: the rarer the more; nothing where no text holds it. */
function weights(
  counted: readonly { words: Uint16Array; pairs: Uint16Array }[],
  kind: 'words' | 'pairs',
  size: number,
  total: number,
) {
  return Array.from({ length: size }, (_, at) => {
    let holding = 0;
    for (const counts of counted) if ((counts[kind][at] ?? 0) > 0) holding += 1;
    return holding === 0 ? 0 : Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  });
}

function bm25(counts: Uint16Array | Float64Array, weight: readonly number[], normed: number): number {
  let score = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const times = counts[at] ?? 0;
    if (times > 0) score += ((weight[at] ?? 0) * times * (K1 + 1)) / (times + normed);
  }
  return score;
}

/** @param length as a multiple of the average. */
function norm(length: number): number {
  return K1 * (1 - B + B * length);
}

/** The score of each group as if it were one text. */
function scoreGroups(
  query: Query,
  candidates: readonly Candidate[],
  counted: readonly Counts[],
  { groups }: Corpus,
  average: number,
): Map<string, number> {
  const totals = new Map<string, { words: Uint16Array; pairs: Uint16Array; length: number }>();
  for (const [at, { group }] of candidates.entries()) {
    const total = totals.get(group) ?? {
      words: new Uint16Array(query.terms.length),
      pairs: new Uint16Array(0),
      length: (groups.get(group) ?? 1) * average,
    };
    for (const [word, times] of (counted[at]?.words ?? []).entries())
      total.words[word] = (total.words[word] ?? 0) + times;
    totals.set(group, total);
  }
  const size = Math.max(totals.size, groups.size);
  const averageGroup = (sum(groups.values()) * average) / Math.max(1, groups.size) || average;
  const weight = weights([...totals.values()], 'words', query.terms.length, size);
  return new Map(
    Array.from(totals, ([group, { words, length }]) => [group, bm25(words, weight, norm(length / averageGroup))]),
  );
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
