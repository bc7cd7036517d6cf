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
  group: string;
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

/** How often each of some columns occurs in each of some rows: one list, since rows are many and short. */
interface Table {
  columns: number;
  counts: Uint32Array;
}

/** How often the query's words and pairs occur in each text. */
interface Counted {
  words: Table;
  pairs: Table;
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
  const counted = count(query, candidates);
  const texts = Math.max(candidates.length, sum(corpus.groups.values()));
  const average = sum(candidates.map(({ lexemes }) => lexemes.length)) / candidates.length || 1;
  const wordWeights = weights(counted.words, texts);
  const pairWeights = weights(counted.pairs, texts);
  const own = Float64Array.from(
    candidates,
    ({ lexemes }, at) =>
      bm25(counted.words, at, wordWeights, norm(lexemes.length / average)) +
      PAIR_WEIGHT * bm25(counted.pairs, at, pairWeights, K1),
  );
  const groups = scoreGroups(candidates, counted.words, corpus, average);
  const places = placesOf(candidates);
  const ranked = candidates.map(({ id, group, ordinal }, at) => {
    const inGroup = places.get(group);
    const scoreAt = (place: number) => own[inGroup?.get(place) ?? own.length] ?? 0;
    const around = scoreAt(ordinal - 1) + scoreAt(ordinal + 1);
    return { id, group, score: (own[at] ?? 0) + NEIGHBOUR_WEIGHT * around + GROUP_WEIGHT * (groups.get(group) ?? 0) };
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

function count(query: Query, candidates: readonly Candidate[]): Counted {
  const words = tableOf(candidates.length, query.terms.length);
  const pairs = tableOf(candidates.length, query.pairs.size);
  for (const [row, { lexemes }] of candidates.entries()) {
    let previous: number | undefined;
    for (let at = 0; at < lexemes.length; at += 1) {
      const lexeme = lexemes[at] ?? 0;
      const word = query.filter[lexeme & (FILTER - 1)] === 1 ? query.words.get(lexeme) : undefined;
      if (word !== undefined) {
        add(words, row, word, 1);
        const pair = previous === undefined ? undefined : query.pairs.get(previous * MAX_WORDS + word);
        if (pair !== undefined) add(pairs, row, pair, 1);
      }
      previous = word;
    }
  }
  return { words, pairs };
}

function tableOf(rows: number, columns: number): Table {
  return { columns, counts: new Uint32Array(rows * columns) };
}

function add({ counts, columns }: Table, row: number, column: number, times: number): void {
  counts[row * columns + column] = (counts[row * columns + column] ?? 0) + times;
}

/** How much each column tells: the rarer the more; nothing where no row holds it. */
function weights({ counts, columns }: Table, total: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    let holding = 0;
    for (let at = column; at < counts.length; at += columns) if ((counts[at] ?? 0) > 0) holding += 1;
    return holding === 0 ? 0 : Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
  });
}

function bm25({ counts, columns }: Table, row: number, weight: readonly number[], normed: number): number {
  let score = 0;
  for (let column = 0; column < columns; column += 1) {
    const times = counts[row * columns + column] ?? 0;
    if (times > 0) score += ((weight[column] ?? 0) * times * (K1 + 1)) / (times + normed);
  }
  return score;
}

/** Where among the candidates each text of a group is, by its ordinal. */
function placesOf(candidates: readonly Candidate[]): Map<string, Map<number, number>> {
  const places = new Map<string, Map<number, number>>();
  for (const [at, { group, ordinal }] of candidates.entries()) {
    const inGroup = places.get(group);
    if (inGroup) inGroup.set(ordinal, at);
    else places.set(group, new Map([[ordinal, at]]));
  }
  return places;
}

/** @param length as a multiple of the average. */
function norm(length: number): number {
  return K1 * (1 - B + B * length);
}

/** The score of each group as if it were one text. */
function scoreGroups(
  candidates: readonly Candidate[],
  words: Table,
  { groups }: Corpus,
  average: number,
): Map<string, number> {
  const rows = new Map<string, number>();
  for (const { group } of candidates) if (!rows.has(group)) rows.set(group, rows.size);
  const totals = tableOf(rows.size, words.columns);
  for (const [at, { group }] of candidates.entries()) {
    const row = rows.get(group) ?? 0;
    for (let word = 0; word < words.columns; word += 1)
      add(totals, row, word, words.counts[at * words.columns + word] ?? 0);
  }
  const averageGroup = (sum(groups.values()) * average) / Math.max(1, groups.size) || average;
  const weight = weights(totals, Math.max(rows.size, groups.size));
  return new Map(
    Array.from(rows, ([group, row]) => {
      const length = (groups.get(group) ?? 1) * average;
      return [group, bm25(totals, row, weight, norm(length / averageGroup))];
    }),
  );
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
