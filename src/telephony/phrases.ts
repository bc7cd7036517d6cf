import { de } from './phrases/de.ts';
import { en } from './phrases/en.ts';
import { es } from './phrases/es.ts';
import { fr } from './phrases/fr.ts';
import { it } from './phrases/it.ts';
import { nl } from './phrases/nl.ts';
import type { Phrases } from './phrases/phrase-table.ts';
import { pt } from './phrases/pt.ts';

export type { HeardNotice, Phrases } from './phrases/phrase-table.ts';

const LANGUAGES: Record<string, Phrases> = { en, es, de, fr, it, pt, nl };

export const phrasesInAllLanguages: readonly Phrases[] = Object.values(LANGUAGES);

/** In the language of this BCP 47 tag, else in English. */
export function phrasesFor(language: string | undefined): Phrases {
  return LANGUAGES[language?.split('-')[0]?.toLowerCase() ?? 'en'] ?? en;
}

export function fill(phrase: string, values: Record<string, string | number>): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
