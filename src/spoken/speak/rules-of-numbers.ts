import { at, oneOf, type SpeakingRule } from './speaking-rule.ts';
import { type Counted, digitByDigit, type SpokenWords } from './words/spoken-words.ts';

/** Spaces that part thousands in any language. */
const THIN = '\\u00a0\\u202f\\u2009';
/** Longer ones are numbers of things, not amounts. */
const LONGEST_AMOUNT = 15;
const LARGE = oneOf([
  'thousand',
  'million',
  'billion',
  'trillion',
  'Millionen',
  'Milliarden',
  'millions',
  'milliards',
  'millones',
  '万',
  '亿',
]);
const VULGAR: Readonly<Record<string, string>> = { '½': '1/2', '⅓': '1/3', '⅔': '2/3', '¼': '1/4', '¾': '3/4' };

/** Numbers with what they count, and by themselves. */
export function numbers(words: SpokenWords): SpeakingRule[] {
  const number = patternOf(words);
  const signed = `((?:(?<![\\p{L}\\p{N}])[-−])?${number})`;
  const units = oneOf(Object.keys(words.units));
  const currencies = oneOf(Object.keys(words.currencies));
  const money = (amount: string, sign: string, large: string | undefined) => sayMoney(words, amount, sign, large);
  return [
    {
      pattern: at(signed, `[ ${THIN}]?(${units})(?![\\p{Script=Latin}\\p{Script=Greek}\\p{N}²³])`),
      say: ([, amount = '', unit = ''], { text }) => {
        const counted = words.units[unit];
        return counted && !isPerhapsAWord(unit, amount, text) ? sayCounted(words, amount, counted) : undefined;
      },
    },
    {
      pattern: at(`(${currencies})[ ${THIN}]?(${number})(?: (${LARGE})(?!\\p{L}))?`),
      say: ([, sign = '', amount = '', large]) => money(amount, sign, large),
    },
    {
      pattern: at(`(${number})(?: (${LARGE}))?[ ${THIN}]?(${currencies})`),
      say: ([, amount = '', large, sign = '']) => money(amount, sign, large),
    },
    { pattern: at(signed, `[ ${THIN}]?%`), say: ([, amount = '']) => words.percent(sayNumber(words, amount)) },
    ...fractions(words),
    // An amount before what parts it from another one: 5–10, 5-10.
    { pattern: at(`(?<=\\d[ ${THIN}]?)[–—][ ${THIN}]?(?=\\d)|(?<=\\d)-(?=\\d)`), say: () => words.to },
    {
      pattern: at(`\\d+(?:\\.\\d+){2,}`),
      say: ([version = '']) => {
        if (words.thousands === '.' && /^\d{1,3}(?:\.\d{3})+$/u.test(version)) return undefined;
        const parts = version.split('.').map((part) => sayWhole(words, part));
        return parts.join(words.gap + words.dot + words.gap);
      },
    },
    { pattern: at(signed), say: ([, amount = '']) => sayBare(words, amount) },
  ];
}

function patternOf({ thousands, decimal }: SpokenWords): string {
  const group = `[${thousands === '.' ? '\\.' : thousands}${THIN}]`;
  const mark = decimal === '.' ? '\\.' : decimal;
  return `(?<![\\d${mark}])(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${mark}\\d+)?(?!\\d)`;
}

function fractions(words: SpokenWords): SpeakingRule[] {
  return [
    { pattern: at(`[${Object.keys(VULGAR).join('')}]`), say: ([sign = '']) => words.fractions[VULGAR[sign] ?? ''] },
    {
      pattern: at('(?<![\\d/])(\\d{1,4})/(\\d{1,4})(?![\\d/])'),
      say: ([fraction = '', above = '', below = '']) =>
        words.fractions[fraction] ?? [sayWhole(words, above), words.over, sayWhole(words, below)].join(words.gap),
    },
  ];
}

/** A single capital letter after a number is a unit only at the end of something: `12 V.`, but `1984 A man`. */
function isPerhapsAWord(unit: string, amount: string, text: string): boolean {
  if (!/^\p{Lu}$/u.test(unit)) return false;
  return text.includes(`${amount} ${unit} `);
}

function sayCounted(words: SpokenWords, amount: string, [one, many]: Counted): string {
  const number = sayNumber(words, amount);
  const noun = digitsOf(words, amount) === '1' ? one : many;
  return [words.agree?.(number, noun) ?? number, noun].join(words.gap);
}

function sayMoney(words: SpokenWords, amount: string, sign: string, large: string | undefined): string | undefined {
  const currency = words.currencies[sign];
  if (!currency) return undefined;
  const [whole = '', cents] = digitsOf(words, amount).split('.');
  if (large !== undefined) return [sayNumber(words, amount), large, currency.whole[1]].join(words.gap);
  if (cents === undefined || cents.length !== 2) return sayCounted(words, amount, currency.whole);
  const parts = [sayCounted(words, whole, currency.whole)];
  if (cents !== '00') parts.push(sayCounted(words, String(Number(cents)), currency.cent));
  return parts.join(words.gap);
}

/** A number that counts nothing may be a year. */
function sayBare(words: SpokenWords, amount: string): string {
  const isYear = /^\d{4}$/u.test(amount) && Number(amount) >= 1100 && Number(amount) < 2100;
  return isYear && words.year ? words.year(Number(amount)) : sayNumber(words, amount);
}

function sayNumber(words: SpokenWords, amount: string): string {
  const digits = digitsOf(words, amount);
  const isNegative = digits.startsWith('-');
  const [whole = '', decimals] = digits.replace('-', '').split('.');
  const said = [...(isNegative ? [words.minus] : []), sayWhole(words, whole)];
  if (decimals !== undefined) said.push(words.point, digitByDigit(words, decimals));
  return said.join(words.gap);
}

export function sayWhole(words: SpokenWords, digits: string): string {
  const isName = digits.length > LONGEST_AMOUNT || (digits.length > 1 && digits.startsWith('0'));
  return isName ? digitByDigit(words, digits) : words.cardinal(digits);
}

/** The amount as `-1234.56`. */
function digitsOf({ thousands, decimal }: SpokenWords, amount: string): string {
  return amount
    .replace(/[\u00a0\u202f\u2009 ]/gu, '')
    .replaceAll(thousands, '')
    .replace(decimal, '.')
    .replace('−', '-');
}
