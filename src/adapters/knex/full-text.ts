import { STOP_WORDS } from './stop-words.ts';

/** Scripts written without spaces between words, or (Hangul) with particles joined to them: known by pairs of letters. */
const PAIRED =
  '[\\p{L}&&[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]]';
const PAIRED_START = new RegExp(`^${PAIRED}`, 'v');
/** A run of one kind of letters, each with its combining marks. */
const RUN = new RegExp(`(?:${PAIRED}\\p{M}*)+|(?:(?!${PAIRED})[\\p{L}\\p{N}]\\p{M}*)+`, 'gv');
const LETTER = /[\p{L}\p{N}]\p{M}*/gv;
/** Accents of Latin, Greek and Cyrillic letters: people leave them out when they search. */
const ACCENTS = /[\u0300-\u036f]/g;

/** Longer runs are no words; PostgreSQL refuses lexemes over 2 KB. */
const MAX_WORD = 64;
const MAX_QUERY_WORDS = 16;
/** A sentence of a script without spaces counts as one word, and has a term for every pair of letters. */
const MAX_QUERY_TERMS = 64;

/**
 * Text as it goes into the index: lower-case words without accents, and for scripts without spaces every letter and every
 * pair of neighbours. Stemming is the database's: porter on SQLite, PostgreSQL's `english`; both leave other languages be.
 */
export function indexTerms(text: string): string[] {
  return runs(text).flatMap((run) => (isPaired(run) ? [...letters(run), ...pairs(run)] : [run]));
}

/**
 * What to look for: each term is letters, digits and marks only, so that it can be quoted and is never query syntax. English stop
 * words are left out; the first 16 words count.
 */
export function queryTerms(words: readonly string[]): string[] {
  const wanted = new Set<string>();
  for (const word of words) {
    for (const run of runs(word)) if (!STOP_WORDS.has(run)) wanted.add(run);
    if (wanted.size >= MAX_QUERY_WORDS) break;
  }
  const terms = [...wanted].slice(0, MAX_QUERY_WORDS).flatMap((run) => (isPaired(run) ? pairsOrLetter(run) : [run]));
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS);
}

function runs(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC');
  return Array.from(plain.matchAll(RUN), ([run]) =>
    isPaired(run) ? run : Array.from(run).slice(0, MAX_WORD).join(''),
  );
}

/** Whether a term is of a script that is known by pairs of letters. */
export function isPaired(run: string): boolean {
  return PAIRED_START.test(run);
}

function letters(run: string): string[] {
  return Array.from(run.matchAll(LETTER), ([letter]) => letter);
}

function pairs(run: string): string[] {
  const units = letters(run);
  return units.slice(1).map((letter, index) => `${units[index]}${letter}`);
}

function pairsOrLetter(run: string): string[] {
  const neighbours = pairs(run);
  return neighbours.length > 0 ? neighbours : [run];
}
