/** What is raised to a power: figures, a variable, a charge; `1st` and `n°` are none, nor is `12:00` written with raised zeros. */
const POWER = /^(?!0\d)(?:[-−+]?(?:\d{1,4}|\d?[ijkmnpqxyz])(?:[-−+]\d?)?|[-−+])$/u;
/** What a power stands behind: a number, a bracket, a variable or a unit. */
const BASE = /(?:\d|\)|(?<!\p{L})\p{L}{1,3})$/u;
/** Numbers of notes. */
const NOTES = /^\d{1,3}(?:[,–-] ?\d{1,3})*$/u;
/** What a note is about: a word, or a sentence and its end. */
const NOTED = /[\p{L}\p{P}]$/u;
const MAX_NOTE = 12;

/** What is raised, as it is typed behind what stands before it in its line: `10^6`, `whales[1]`, `1st`. */
export function raisedText(before: string, raised: string): string {
  const text = raised.trim();
  if (POWER.test(text) && BASE.test(before)) return `^${/.[-−+]\d/u.test(text) ? `(${text})` : text}`;
  return NOTES.test(text) && NOTED.test(before) ? `[${text}]` : raised;
}

/** A raised link to a note. */
export function noteText(raised: string): string {
  const text = raised.trim();
  return text === '' || text.length > MAX_NOTE || /^[[(]/.test(text) ? raised : `[${text}]`;
}
