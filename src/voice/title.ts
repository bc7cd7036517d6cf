import { cutAtWord } from './word-cut.ts';

/** Fits one line of a conversation list on a phone. */
const MAX_TITLE_CHARS = 60;

/** A conversation's name from its first question: one line, short, ending at a word. Never empty for a text with words. */
export function titleOf(question: string): string {
  const line = question.replace(/\s+/gu, ' ').trim();
  if (line.length <= MAX_TITLE_CHARS) return line;
  const cut = cutAtWord(line, MAX_TITLE_CHARS - 1).trimEnd();
  const kept = cut === '' ? firstCharacters(line, MAX_TITLE_CHARS - 1) : cut;
  return `${kept}…`;
}

/** For one endless word: as many whole characters as fit. */
function firstCharacters(line: string, maxChars: number): string {
  const character = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line).containing(maxChars);
  const end = character?.index ?? maxChars;
  return line.slice(0, end === 0 ? maxChars : end);
}
