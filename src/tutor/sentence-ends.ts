import { type Abbreviations, BEFORE_NUMBERS, DOTTED_ENDS } from './abbreviations.ts';

/** Latin, Arabic and Urdu, Devanagari, Armenian, Ethiopic, Burmese, Khmer. */
const SPACED_STOPS = '.!?…‽؟۔।॥։።။។';
const WIDE_STOPS = '。！？｡．';
/** “ too: it closes a German quotation, and where it opens an English one there is a space before it. */
const CLOSERS = `"'“”’»›)]}」』）】》〉］`;
const OPENERS = `"'“‘«‹([{¿¡„‚「『（【《〈［–—-`;
const CLAUSE_ENDS = ',;:–—،؛，、；：';

export const isSpace = (char: string): boolean => /\s/u.test(char);
const isWide = (char: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(char);
/** Particles that carry a Japanese sentence on after a quotation: 「はい。」と言った。 */
const GOES_ON_AFTER_QUOTE = /[とっなのはがをにでもや]/u;

/** What a look at one place of the text found out: a sentence ends before this index, it does not, or more text is needed. */
export type Verdict = number | 'no' | 'more';

export const isWideStop = (char: string): boolean => WIDE_STOPS.includes(char);
export const isSpacedStop = (char: string): boolean => SPACED_STOPS.includes(char);
export const isClauseEnd = (char: string): boolean => CLAUSE_ENDS.includes(char);

export function skipWhile(text: string, from: number, test: (char: string) => boolean): number {
  let at = from;
  while (at < text.length && test(text[at] ?? '')) at += 1;
  return at;
}

const isStop = (char: string): boolean => isSpacedStop(char) || isWideStop(char);
const isCloser = (char: string): boolean => CLOSERS.includes(char);

export function lookAtWideStop(text: string, at: number, final: boolean): Verdict {
  const afterStops = skipWhile(text, at, isStop);
  const end = skipWhile(text, afterStops, isCloser);
  if (end >= text.length) return final ? text.length : 'more';
  if (end > afterStops && GOES_ON_AFTER_QUOTE.test(text[end] ?? '')) return 'no';
  return end;
}

export function lookAtStop(text: string, at: number, final: boolean, abbreviations: Abbreviations): Verdict {
  // Of several stops the last one is looked at: «?!», «...».
  const next = text[at + 1];
  if (next === undefined) return final ? text.length : 'more';
  if (isStop(next)) return 'no';
  const end = skipClosers(text, at + 1);
  if (end >= text.length) return final ? text.length : 'more';
  // No space: a decimal, an address, a file's name. Scripts without spaces have no need of one.
  if (!isSpace(text[end] ?? '')) return isWide(text[end] ?? '') && !'.…'.includes(text[at] ?? '') ? end : 'no';
  const following = skipWhile(text, end, isSpace);
  const lineEnds = text.slice(end, following).includes('\n');
  if (following >= text.length) return final ? text.length : lineEnds ? end : 'more';
  const word = skipWhile(text, following, (char) => OPENERS.includes(char));
  if (word >= text.length && !final) return 'more';
  const first = firstCharacter(text, word);
  if (/\p{Ll}/u.test(first)) return lineEnds ? end : 'no';
  if (text[at] === '.' && !lineEnds && staysOpen(text.slice(0, at), first, abbreviations)) return 'no';
  return end;
}

/** French sets a space before a closing »; a German » after a space opens, and a letter follows it. */
function skipClosers(text: string, from: number): number {
  const end = skipWhile(text, from, isCloser);
  const spaced = /^[ \u00a0\u202f][»›](?=\s|$)/u.exec(text.slice(end, end + 3));
  return spaced ? end + spaced[0].length : end;
}

/** The whole character at an index, both halves of it. */
function firstCharacter(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? '' : String.fromCodePoint(point);
}

/** Whether a full stop after `before` belongs to its last word. */
function staysOpen(before: string, next: string, abbreviations: Abbreviations): boolean {
  const word = /[\p{L}\p{M}\p{N}.ºª°'’-]*$/u.exec(before)?.[0] ?? '';
  const lower = word.toLowerCase();
  // The marker of a list item: «1. Leaves», «b. Roots».
  if (/^\(?(\d{1,3}|\p{L})$/u.test(before.trim())) return true;
  if (/^\d+$/.test(word)) return abbreviations.ordinals && word.length <= 2 && !isCounted(before);
  // Initials, and abbreviations with spaces: «J. S. Bach», «z. B.».
  if (/^\p{Lu}$|^\p{Ll}$/u.test(word)) return true;
  if (abbreviations.open.has(lower)) return true;
  if (BEFORE_NUMBERS.has(lower)) return /\p{N}/u.test(next);
  return /^(\p{L}{1,3}[.-]+)+\p{L}{1,3}$/u.test(word) && word.includes('.') && !DOTTED_ENDS.has(lower);
}

/** «Abb. 4.», «S. 12.»: the number belongs to the word before it, so it is no ordinal. */
function isCounted(before: string): boolean {
  const word = /(\p{L}+)\.\s*\d+$/u.exec(before)?.[1]?.toLowerCase();
  return word !== undefined && (word.length === 1 || BEFORE_NUMBERS.has(word));
}

export function lookAtClause(text: string, at: number, final: boolean, least: number): Verdict {
  const next = text[at + 1];
  if (next === undefined) return final ? 'no' : 'more';
  if (!isSpace(next) && !isWide(text[at - 1] ?? '')) return 'no';
  let weight = 0;
  for (const char of text.slice(0, at)) weight += isWide(char) ? 3 : 1;
  return weight >= least ? at + 1 : 'no';
}
