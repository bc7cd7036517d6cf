import { wordsOf } from '../knowledge/words.ts';

const SCRIPTS: [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, 'ja'],
  [/\p{Script=Hangul}/u, 'ko'],
  [/\p{Script=Han}/u, 'zh'],
  [/\p{Script=Devanagari}/u, 'hi'],
  [/\p{Script=Arabic}/u, 'ar'],
  [/\p{Script=Cyrillic}/u, 'ru'],
];

/** Small words that give a language away; those shared by two of them are left out. */
const GIVEAWAYS: Record<string, string> = {
  en: 'the is are what why how does do did of and it this that with which who when where you can tell about',
  de: 'der die das ist sind was warum wie wer und ein eine nicht wo wann ich mir erkläre über wird werden den dem mit',
  fr: 'le les est sont pourquoi comment qui et une je quoi où quand cette dans du des quel quelle explique moi sur',
  es: 'el los las qué cómo por quién y una es son cuál dónde cuándo porqué explica sobre del',
  pt: 'os as o que como quem e uma é são qual onde quando porquê explica sobre não da do em',
  it: 'il gli che cosa come perché chi è sono una quale dove quando spiega di della del nel',
};
const BY_WORD = new Map<string, string[]>();
for (const [language, words] of Object.entries(GIVEAWAYS)) {
  for (const word of words.split(' ')) BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), language]);
}

/** The language that a text seems to be in, as a two-letter code; undefined when nothing gives it away. */
export function guessLanguage(text: string): string | undefined {
  const script = SCRIPTS.find(([pattern]) => pattern.test(text));
  if (script) return script[1];
  const scores = new Map<string, number>();
  for (const word of wordsOf(text)) {
    const languages = BY_WORD.get(word) ?? [];
    for (const language of languages) scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  return best && best[1] > (second?.[1] ?? 0) ? best[0] : undefined;
}

/** So few words do not change the language of a talk: «was», «die» and «is» are words of several. */
const FEW_WORDS = 2;

/**
 * The language to answer in: the one chosen, else that of the question, else that of what the learner said before. A question of a
 * word or two in letters that several languages share stays with the talk's.
 */
export function languageOf(chosen: string | undefined, question: string, before: string[]): string {
  const base = chosen?.toLowerCase().split('-')[0];
  if (base !== undefined) return base;
  const ofTalk = guessLanguage(before.join(' '));
  const ofScript = SCRIPTS.find(([pattern]) => pattern.test(question))?.[1];
  if (ofScript === undefined && ofTalk !== undefined && wordsOf(question).length <= FEW_WORDS) return ofTalk;
  return guessLanguage(question) ?? ofTalk ?? 'en';
}
