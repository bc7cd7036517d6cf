import { sayWhole } from './rules-of-numbers.ts';
import { at, oneOf, type SpeakingRule } from './speaking-rule.ts';
import { digitByDigit, monthIn, type SpokenWords } from './words/spoken-words.ts';

/** Dates, times and ordinals. @param language two letters */
export function dates(words: SpokenWords, language: string): SpeakingRule[] {
  const rules: SpeakingRule[] = [
    {
      pattern: at('(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)'),
      say: ([, year, month, day]) => sayDate(words, year, month, day),
    },
    {
      pattern: at('(?<![\\d:])([01]?\\d|2[0-3]):([0-5]\\d)(?::[0-5]\\d)?(?![\\d:])'),
      say: ([, hours = '', minutes = '']) =>
        words.time(String(Number(hours)), minutes === '00' ? undefined : String(Number(minutes))),
    },
  ];
  if (words.dates) rules.push(figures(words, words.dates));
  if (words.ordinalEnding) {
    rules.push({
      pattern: at('(?<![\\d.,])(\\d{1,4})', words.ordinalEnding.source),
      say: ([, number = '']) => (Number(number) > 0 ? words.ordinal(Number(number)) : undefined),
    });
  }
  return [...rules, ...(OWN[language]?.(words) ?? [])];
}

function figures(words: SpokenWords, { sign, dayFirst }: NonNullable<SpokenWords['dates']>): SpeakingRule {
  const mark = sign === '.' ? '\\.' : '/';
  return {
    pattern: at(`(?<![\\d${mark}])(\\d{1,2})${mark}(\\d{1,2})${mark}(\\d{4})(?![\\d${mark}])`),
    say: ([, first = '', second = '', year]) => {
      // What can't be a month is the day, whatever the habit.
      const daysFirst = dayFirst || Number(first) > 12;
      return daysFirst ? sayDate(words, year, second, first) : sayDate(words, year, first, second);
    },
  };
}

function sayDate(words: SpokenWords, year = '', month = '', day = ''): string | undefined {
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  const exists = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  return exists ? words.date(date) : undefined;
}

/** What one language alone writes so. */
const OWN: Readonly<Record<string, (words: SpokenWords) => SpeakingRule[]>> = {
  en: ({ year }) => [
    {
      pattern: at('(?<!\\d)((?:1[1-9]|20)\\d0)s\\b'),
      say: ([, decade = '']) => year?.(Number(decade)).replace(/(?:y|)$/u, (end) => (end === 'y' ? 'ies' : 's')),
    },
  ],
  de: (words) => [
    {
      pattern: at(
        `(\\d{1,2})\\.(?= ${oneOf(Array.from({ length: 12 }, (_, month) => monthIn('de', month + 1)))}| Jahrhundert| Jh\\.)`,
      ),
      say: ({ 1: number = '', index }, { text }) =>
        `${words.ordinal(Number(number))}${endingAfter(text.slice(0, index))}`,
    },
  ],
  fr: (words) => [
    {
      pattern: at('(?<![\\d,.])(\\d{1,2}) ?h ?([0-5]\\d)(?!\\d)'),
      say: ([, hours = '', minutes = '']) => words.time(hours, minutes === '00' ? undefined : String(Number(minutes))),
    },
  ],
  zh: (words) => [
    { pattern: at('(\\d{4})(?=年)'), say: ([, year = '']) => digitByDigit(words, year) },
    { pattern: at('(\\d{1,2})(?=[月日号])'), say: ([, number = '']) => sayWhole(words, number) },
  ],
};

/** `am fünfzehnten`, `der fünfzehnte`, `fünfzehnter`. */
function endingAfter(before: string): string {
  const word = /(\p{L}+) $/u.exec(before)?.[1]?.toLowerCase() ?? '';
  if (['am', 'vom', 'zum', 'dem', 'den', 'des', 'im', 'beim', 'bis', 'seit', 'ab'].includes(word)) return 'n';
  return ['der', 'die', 'das'].includes(word) ? '' : 'r';
}
