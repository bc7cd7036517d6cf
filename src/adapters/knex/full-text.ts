import { isStemmed, type StemmedLanguage, stem, stemsAsked, withoutAccents } from '../../languages/stem.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Scripts written without spaces between words, or (Hangul) with particles joined to them: known by pairs of letters. */
const PAIRED =
  '[\\p{L}&&[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]]';
const PAIRED_START = new RegExp(`^${PAIRED}`, 'v');
/** A run of one kind of letters, each with its combining marks. */
const RUN = new RegExp(`(?:${PAIRED}\\p{M}*)+|(?:(?!${PAIRED})[\\p{L}\\p{N}]\\p{M}*)+`, 'gv');
/** Nearly all words of many texts, and the dearer ones to compare otherwise. */
const IS_ASCII = /^[a-z0-9]*$/;
const LETTER = /[\p{L}\p{N}]\p{M}*/gv;

/** Longer runs are no words; PostgreSQL refuses lexemes over 2 KB. */
const MAX_WORD = 64;
const MAX_QUERY_WORDS = 16;
/** A sentence of a script without spaces counts as one word, and has a term for every pair of letters. In each language. */
const MAX_QUERY_TERMS = 64;
/**
 * Ends the stems of languages other than English, which the databases would stem as English: with a letter at its end that is
 * nobody's, a term is left alone by both.
 */
const STEM_END = '\ue000';

/**
 * Text as it goes into the index: lower-case words without accents, and for scripts without spaces every letter and every
 * pair of neighbours. English is stemmed by the database (porter on SQLite, PostgreSQL's `english`), other languages are here.
 */
export function indexTerms(text: string, language?: string): string[] {
  return termsOf(runs(text), language);
}

/** The same of the words of a text. */
export function termsOf(words: readonly string[], language?: string): string[] {
  const stemming = language !== undefined && language !== 'en' && isStemmed(language) ? language : undefined;
  return words.flatMap((run) => {
    if (isPaired(run)) return letterTerms(run);
    return [stemming ? stem(run, stemming) + STEM_END : plain(run)];
  });
}

/**
 * What to look for: each term is letters, digits and marks only, so that it can be quoted and is never query syntax. English stop
 * words are left out; the first 16 words count.
 * @param languages of the texts that are looked into.
 */
export function queryTerms(words: readonly string[], languages: readonly StemmedLanguage[] = ['en']): string[] {
  const wanted = new Map<string, string>();
  for (const word of words) {
    for (const run of runs(word))
      if (!STOP_WORDS.has(plain(run)) && !wanted.has(plain(run))) wanted.set(plain(run), run);
    if (wanted.size >= MAX_QUERY_WORDS) break;
  }
  const terms = [...wanted]
    .slice(0, MAX_QUERY_WORDS)
    .flatMap(([term, run]) => (isPaired(term) ? pairsOrLetter(term) : languages.flatMap((each) => formsOf(run, each))));
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS * languages.length);
}

function formsOf(run: string, language: StemmedLanguage): string[] {
  return language === 'en' ? [plain(run)] : stemsAsked(run, language).map((each) => each + STEM_END);
}

/** Words as they are written, in lower case. */
export function runs(text: string): string[] {
  const written = text.normalize('NFKC').toLowerCase().normalize('NFC').match(RUN) ?? [];
  return written.flatMap((run) =>
    isPaired(run) || run.length <= MAX_WORD ? [run] : [Array.from(run).slice(0, MAX_WORD).join('')],
  );
}

/** A word as it is compared: people leave accents out when they search. */
export function plain(run: string): string {
  return IS_ASCII.test(run) ? run : withoutAccents(run);
}

/** Whether a term is of a script that is known by pairs of letters. */
export function isPaired(run: string): boolean {
  return PAIRED_START.test(run);
}

/** The letters of a run of a script without spaces, and their pairs. */
export function letterTerms(run: string): string[] {
  return [...letters(plain(run)), ...pairs(plain(run))];
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
