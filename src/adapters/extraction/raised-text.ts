/** What is raised to a power: figures, a variable, a charge; `1st` and `n°` are none, nor is `12:00` written with raised zeros. */
const POWER = /^(?!0\d)(?:[-−+]?(?:\d{1,4}|\d?[ijkmnpqxyz])(?:[-−+]\d?)?|[-−+])$/u;
const YEAR = /(?<![\d.,])(?:1[5-9]|20)\d\d$/u;
/** What a power stands behind: a number that is no year, or a bracket. */
const NUMBER = /[\d)]$/u;
/** A variable. */
const LETTER = /(?<!\p{L})[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
/** A unit, or variables side by side, which are written without vowels; words are not. */
const UNIT = /(?<!\p{L})(?:(?![aeiouy])\p{Script=Latin}|(?![аеёиоуыэюя])\p{Script=Cyrillic}){2,3}$/iu;
/** Behind it stands what is charged, or a unit that is divided by: no note has a sign. */
const SHORT = /(?<!\p{L})\p{L}{2,3}$/u;
const SIGN = /[-−+]/u;
/** Numbers of notes. */
const NOTES = /^[1-9]\d{0,2}(?:[,–-] ?\d{1,3})*$/u;
/** What a note is about: a word, or a sentence and its end. */
const NOTED = /[\p{L}\p{P}]$/u;
const MAX_NOTE = 12;

/** What is raised, as it is typed behind what stands before it in its line: `10^6`, `whales[1]`, `1st`. */
export function raisedText(before: string, raised: string): string {
  const text = raised.trim();
  if (POWER.test(text) && isBase(before, text)) return `^${/.[-−+]\d/u.test(text) ? `(${text})` : text}`;
  return NOTES.test(text) && (NOTED.test(before) || YEAR.test(before)) ? `[${text}]` : raised;
}

function isBase(before: string, power: string): boolean {
  if (NUMBER.test(before)) return !YEAR.test(before);
  return LETTER.test(before) || UNIT.test(before) || (SIGN.test(power) && SHORT.test(before));
}

/** A raised link to a note. */
export function noteText(raised: string): string {
  const text = raised.trim();
  return text === '' || text.length > MAX_NOTE || /^[[(]/.test(text) ? raised : `[${text}]`;
}
