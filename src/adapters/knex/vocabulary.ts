import { editDistance } from './edit-distance.ts';
import { indexTerms, isPaired, plain, runs } from './full-text.ts';

/** Words of texts, as they are noted: one string, not one for each, since some ten thousand of them are gone through for a word. */
export interface Vocabulary {
  /** Separated by single spaces. */
  text: string;
  /** Where each begins, and where the next one would. */
  starts: Int32Array;
  /** Which letters each has, which tells at a glance that two are far apart: one bit a letter, those beyond a to z share the rest. */
  letters: Int32Array;
}

/** Shorter ones are too near to each other to be told from misspellings. */
const SHORTEST = 4;
/** From here on two letters may be wrong. */
const LONG = 8;
/** Distinct words of one document that count; a novel has some twenty thousand. */
const MAX_WORDS = 50_000;
const MAX_CORRECTIONS = 2;
const WORD = /^\p{L}+$/u;

/** Adds a text's distinct words, without those that are looked for by pairs of letters. */
export function collectWords(words: Set<string>, text: string): void {
  addWords(words, runs(text));
}

/** The same of the words of a text. */
export function addWords(words: Set<string>, written: readonly string[]): void {
  if (words.size >= MAX_WORDS) return;
  for (const run of written) {
    if (run.length < SHORTEST || words.has(run) || isPaired(run)) continue;
    const term = plain(run);
    if (term.length >= SHORTEST && WORD.test(term)) words.add(term);
  }
}

/** @param text words, separated by single spaces */
export function vocabularyOf(text: string): Vocabulary {
  const starts = [0];
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) starts.push(at + 1);
  if (text !== '') starts.push(text.length + 1);
  const letters = new Int32Array(starts.length - 1);
  for (let at = 0; at < letters.length; at += 1) letters[at] = lettersOf(text, starts[at], (starts[at + 1] ?? 0) - 1);
  return { text, starts: Int32Array.from(starts), letters };
}

/** What it takes in memory, about. */
export function bytesOf({ text, starts, letters }: Vocabulary): number {
  return text.length + starts.byteLength + letters.byteLength;
}

/**
 * What an unknown word was probably meant to be: of the words at hand those with the fewest letters changed, left out, added or
 * exchanged with their neighbour, and of several those that begin alike; or, where it may be half typed, what it begins.
 * @param halfTypedFrom it may be half typed if it has so many letters; never by default
 */
export function correctionsOf(
  word: string,
  vocabularies: Iterable<Vocabulary>,
  halfTypedFrom = Number.POSITIVE_INFINITY,
): string[] {
  const halfTyped = word.length >= halfTypedFrom;
  const misspelled = word.length >= SHORTEST;
  if (!(halfTyped || misspelled) || !WORD.test(word)) return [];
  const allowed = word.length >= LONG ? 2 : 1;
  const letters = lettersOf(word);
  const found = new Map<string, number>();
  const begun = new Map<string, number>();
  for (const { text, starts, letters: lettersIn } of vocabularies) {
    for (let at = 0; at < lettersIn.length; at += 1) {
      const start = starts[at] ?? 0;
      const end = (starts[at + 1] ?? 0) - 1;
      if (halfTyped && end - start >= word.length && text.startsWith(word, start)) {
        const known = text.slice(start, end);
        begun.set(known, (begun.get(known) ?? 0) + 1);
      }
      if (!misspelled || Math.abs(end - start - word.length) > allowed) continue;
      // An edit changes two letters of the set at most: one goes, one comes.
      if (bitsOf((lettersIn[at] ?? 0) ^ letters) > 2 * allowed) continue;
      const distance = editDistance(word, text, allowed, start, end);
      if (distance <= allowed) found.set(text.slice(start, end), distance);
    }
  }
  const nearest = Math.min(...found.values());
  const near = [...found].filter(([, distance]) => distance === nearest).map(([known]) => known);
  near.sort((a, b) => sharedStart(b, word) - sharedStart(a, word));
  return [...new Set([...mostCommon(begun), ...near])].slice(0, MAX_CORRECTIONS);
}

/** So many words were one at most: photo syn thesis. */
const MOST_JOINED = 3;
/** Parts of a word that was two have so many letters at least. */
const SHORTEST_PART = 3;

/** The longest word of the texts that neighbouring words are when they are written as one, with the places of those. */
export function joinedAt(
  words: readonly string[],
  at: number,
  vocabularies: Iterable<Vocabulary>,
): { word: string; places: number[] } | undefined {
  const spans: { word: string; places: number[] }[] = [];
  for (let from = Math.max(0, at - MOST_JOINED + 1); from <= at; from += 1) {
    for (let to = Math.max(at, from + 1); to < Math.min(words.length, from + MOST_JOINED); to += 1) {
      const places = Array.from({ length: to - from + 1 }, (_, step) => from + step);
      const word = places.map((place) => indexTerms(words[place] ?? '').join('')).join('');
      if (word.length >= SHORTEST && WORD.test(word) && !isPaired(word)) spans.push({ word, places });
    }
  }
  const known = knownAmong(vocabularies, new Set(spans.map(({ word }) => word)));
  return spans.sort((a, b) => b.word.length - a.word.length).find(({ word }) => known.has(word));
}

/** Those of the words that are in a vocabulary. */
export function knownAmong(vocabularies: Iterable<Vocabulary>, words: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  if (words.size === 0) return found;
  const wanted = Map.groupBy(words, (word) => lettersOf(word));
  const isWanted = new Uint8Array(FILTER);
  for (const letters of wanted.keys()) isWanted[filterOf(letters)] = 1;
  for (const { text, starts, letters } of vocabularies) {
    for (let at = 0; at < letters.length; at += 1) {
      const those = letters[at] ?? 0;
      if (isWanted[filterOf(those)] === 0) continue;
      const start = starts[at] ?? 0;
      const length = (starts[at + 1] ?? 0) - 1 - start;
      for (const word of wanted.get(those) ?? []) {
        if (word.length === length && text.startsWith(word, start)) found.add(word);
      }
    }
  }
  return found;
}

/** Nearly all words of a vocabulary are told apart by these bits of their letters, without the map. */
const FILTER = 4096;
function filterOf(letters: number): number {
  return Math.imul(letters, 0x9e3779b1) >>> 20;
}

/** The two words that a word may be, most alike in length first; `noted` of them are long enough to be in a vocabulary. */
export function splitsOf(word: string): { parts: string[]; noted: string[] }[] {
  if (!WORD.test(word) || isPaired(word)) return [];
  const splits: { parts: string[]; noted: string[] }[] = [];
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at += 1) {
    const parts = [word.slice(0, at), word.slice(at)];
    const noted = parts.filter((part) => part.length >= SHORTEST);
    if (noted.length > 0) splits.push({ parts, noted });
  }
  return splits.sort((a, b) => b.noted.length - a.noted.length || shortest(b.parts) - shortest(a.parts));
}

function shortest(parts: readonly string[]): number {
  return Math.min(...parts.map((part) => part.length));
}

function mostCommon(begun: ReadonlyMap<string, number>): string[] {
  const words = [...begun].sort(([a, inA], [b, inB]) => inB - inA || a.length - b.length);
  return words.slice(0, MAX_CORRECTIONS).map(([known]) => known);
}

/** Of a word, or of the word from `start` to `end` of a text. */
function lettersOf(text: string, start = 0, end = text.length): number {
  let letters = 0;
  for (let at = start; at < end; at += 1) {
    const place = text.charCodeAt(at) - 97;
    letters |= 1 << (place >= 0 && place < 26 ? place : 26 + (text.charCodeAt(at) % 6));
  }
  return letters;
}

function bitsOf(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}
