/** Letters of one language's own, or of the one that is most often written with them. */
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

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/** The language that a text's letters give away, as a two-letter code. */
export function languageOfScript(text: string): string | undefined {
  return SCRIPTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** The language that a text of any length seems to be in, as a two-letter code; undefined when nothing gives it away. */
export function guessLanguage(text: string): string | undefined {
  const script = languageOfScript(text);
  if (script !== undefined) return script;
  const scores = new Map<string, number>();
  for (const word of text.normalize('NFKC').toLowerCase().match(WORD) ?? []) {
    const languages = BY_WORD.get(word) ?? [];
    for (const language of languages) scores.set(language, (scores.get(language) ?? 0) + 1 / languages.length);
  }
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  return best && best[1] > (second?.[1] ?? 0) ? best[0] : undefined;
}
