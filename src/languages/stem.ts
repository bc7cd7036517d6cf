import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as hungarian } from '@orama/stemmers/hungarian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stemmer as english } from 'stemmer';

/** Snowball's algorithms, by the two letters of their language: the same for both databases, so that these agree. */
const STEMMERS = {
  da: danish,
  de: german,
  en: english,
  es: spanish,
  fi: finnish,
  fr: french,
  hu: hungarian,
  it: italian,
  nl: dutch,
  no: norwegian,
  pt: portuguese,
  ro: romanian,
  ru: russian,
  sv: swedish,
  tr: turkish,
} satisfies Record<string, (word: string) => string>;

export type StemmedLanguage = keyof typeof STEMMERS;

export function isStemmed(language: string): language is StemmedLanguage {
  return Object.hasOwn(STEMMERS, language);
}

/** Letters that a stemmer was made for; names and words of other scripts stay as they are. */
const LATIN = /^\p{Script=Latin}+$/u;
const CYRILLIC = /^\p{Script=Cyrillic}+$/u;
const ASCII = /^[a-z]+$/;
/** Accents of Latin, Greek and Cyrillic letters: people leave them out when they search. */
const ACCENTS = /[\u0300-\u036f]/g;

/** Where the end of a word has an accent that its stemmer goes by: «canción», «città», «comunicação». */
const ACCENTED = new Set<StemmedLanguage>(['es', 'it', 'pt', 'ro']);
const BARE_ENDINGS: [RegExp, string][] = [
  [/cao$/, 'ção'],
  [/coes$/, 'ções'],
  [/tie$/, 'ție'],
];
const ACUTE: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú' };

export function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC');
}

/** The stem of a lower-case word, without accents. */
export function stem(word: string, language: StemmedLanguage): string {
  const plain = withoutAccents(word);
  if (language === 'en') return ASCII.test(plain) ? english(plain) : plain;
  if (!(language === 'ru' ? CYRILLIC : LATIN).test(word.replaceAll(/\p{M}/gu, ''))) return plain;
  return withoutAccents(STEMMERS[language](word.replaceAll('ё', 'е')));
}

/** The stems that a word somebody looks for may have: accents may have been left out. */
export function stemsAsked(word: string, language: StemmedLanguage): string[] {
  const stems = new Set([stem(word, language)]);
  if (!ACCENTED.has(language) || !ASCII.test(word)) return [...stems];
  for (const [ending, meant] of BARE_ENDINGS) {
    if (ending.test(word)) stems.add(stem(word.replace(ending, meant), language));
  }
  for (const [at, letter] of [...word].entries()) {
    const accented = ACUTE[letter];
    if (accented) stems.add(stem(`${word.slice(0, at)}${accented}${word.slice(at + 1)}`, language));
  }
  return [...stems];
}
