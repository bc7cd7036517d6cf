import { franc } from 'franc';

/** What the detector says, in three letters, and the two that everybody else uses. */
const CODES: Record<string, string> = {
  arb: 'ar',
  ces: 'cs',
  cmn: 'zh',
  dan: 'da',
  deu: 'de',
  ell: 'el',
  eng: 'en',
  fin: 'fi',
  fra: 'fr',
  hin: 'hi',
  hun: 'hu',
  ind: 'id',
  ita: 'it',
  jpn: 'ja',
  kor: 'ko',
  nld: 'nl',
  nob: 'no',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
  spa: 'es',
  swe: 'sv',
  tha: 'th',
  tur: 'tr',
  ukr: 'uk',
  vie: 'vi',
};
/** Without Bulgarian, which short Russian texts are taken for: as Russian its words have stems, too, if not its own. */
const KNOWN = Object.keys(CODES);
/** As much as the detector reads of a text. */
const SAMPLE = 2000;
/** In less than a sentence or two chance decides. UTF-16 units. */
const LEAST = 60;
const PLACES = [0.5, 0.2, 0.8];

/** Nothing gives the language away, or it is one that nobody here treats in a way of its own. */
export const UNDETERMINED = 'und';

/**
 * The language of a document in two letters, told by three places of it, so that a page of quotations does not decide;
 * `und` for short and for other ones.
 */
export function languageOfText(text: string): string {
  if (text.trim().length < LEAST) return UNDETERMINED;
  const votes = new Map<string, number>();
  const places = text.length <= SAMPLE ? [0] : PLACES;
  for (const place of places) {
    const start = Math.floor((text.length - SAMPLE) * place);
    const sample = text.slice(Math.max(0, start), Math.max(0, start) + SAMPLE);
    const language = CODES[franc(sample, { only: KNOWN })] ?? UNDETERMINED;
    const agreeing = (votes.get(language) ?? 0) + 1;
    votes.set(language, agreeing);
    // Whatever the third place says: telling a language takes as long as analysing a page.
    if (agreeing > PLACES.length / 2) break;
  }
  // Stable: of equals the middle of the text decides.
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? UNDETERMINED;
}
