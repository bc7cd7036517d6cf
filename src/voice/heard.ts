import { cutAtWord } from './word-cut.ts';

/**
 * What the learner took in of an answer that they stopped: the first `heardChars` UTF-16 units, rounded down to a whole
 * word. What counts is what was sent, so a client that claims more has heard all of that and no more.
 */
export function heardOf(sentText: string, heardChars: number): string {
  if (heardChars >= sentText.length) return sentText;
  return cutAtWord(sentText, heardChars).trimEnd();
}
