import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { SpokenWords } from './spoken-words.ts';
import { zh } from './zh.ts';

const LANGUAGES: Readonly<Record<string, SpokenWords>> = { de, en, es, fr, zh };

/**
 * How a language says what is written in signs; undefined for those that are left to the voice itself.
 * @param language BCP 47
 */
export function wordsOf(language: string): SpokenWords | undefined {
  return LANGUAGES[language.toLowerCase().split('-')[0] ?? ''];
}
