import { runs, termsOf } from './full-text.ts';
import { lexemesIn, toBlob } from './lexemes.ts';
import { addWords } from './vocabulary.ts';

/** What searching reads of a text. */
export interface TextEntry {
  lexemes: Buffer;
  terms: string[];
}

/**
 * Looks a text through once, which is most of the work of storing it, and none of the database's.
 * @param vocabulary its distinct words are added to.
 */
export function analyseText(text: string, language: string | undefined, vocabulary?: Set<string>): TextEntry {
  const words = runs(text);
  if (vocabulary) addWords(vocabulary, words);
  return { lexemes: toBlob(lexemesIn(words, language)), terms: termsOf(words, language) };
}
