import { toCardinal, toOrdinal } from 'n2words/en-US';
import { monthIn, type SpokenWords } from './spoken-words.ts';
import { namedUnits } from './units.ts';

const cardinal = (digits: string): string => toCardinal(BigInt(digits));
/** One word or two for the first unit of a compound: `kilometres per hour`. */
const plural = (one: string): string => (/ per /.test(one) ? one.replace(' per ', 's per ') : `${one}s`);

function year(number: number): string {
  const [century, rest] = [Math.floor(number / 100), number % 100];
  if (number >= 2000 && number < 2010) return cardinal(String(number));
  if (rest === 0) return century % 10 === 0 ? cardinal(String(number)) : `${cardinal(String(century))} hundred`;
  return `${cardinal(String(century))} ${rest < 10 ? 'oh ' : ''}${cardinal(String(rest))}`;
}

export const en: SpokenWords = {
  cardinal,
  ordinalEnding: /(?:st|nd|rd|th)\b/u,
  dates: { sign: '/', dayFirst: false },
  ordinal: (number) => toOrdinal(number),
  gap: ' ',
  thousands: ',',
  decimal: '.',
  point: 'point',
  minus: 'minus',
  percent: (number) => `${number} percent`,
  year,
  date: (date) => `${monthIn('en', date.month)} ${toOrdinal(date.day)}, ${year(date.year)}`,
  time(hours, minutes) {
    if (minutes === undefined) return `${cardinal(hours)} o’clock`;
    return `${cardinal(hours)} ${Number(minutes) < 10 ? 'oh ' : ''}${cardinal(minutes)}`;
  },
  to: 'to',
  over: 'over',
  fractions: {
    '1/2': 'one half',
    '1/3': 'one third',
    '2/3': 'two thirds',
    '1/4': 'one quarter',
    '3/4': 'three quarters',
  },
  exponents: { '2': 'squared', '3': 'cubed' },
  power: (exponent) => `to the power of ${exponent}`,
  root: 'the square root of',
  dot: 'dot',
  units: namedUnits(
    `kilometre per hour, metre per second, square metre, cubic metre, square centimetre, cubic centimetre, square kilometre,
    kilometre, centimetre, millimetre, micrometre, nanometre, metre, kilogram, milligram, microgram, gram, tonne, millilitre,
    litre, millisecond, second, minute, hour, degree Celsius|degrees Celsius, degree Fahrenheit|degrees Fahrenheit, degree,
    kilohertz|kilohertz, megahertz|megahertz, gigahertz|gigahertz, hertz|hertz, kilojoule, joule, kilocalorie, kilowatt, watt,
    kilopascal, pascal, newton, volt, ampere, mole, kilobyte, megabyte, gigabyte, terabyte`,
    plural,
  ),
  currencies: {
    $: { whole: ['dollar', 'dollars'], cent: ['cent', 'cents'] },
    '€': { whole: ['euro', 'euros'], cent: ['cent', 'cents'] },
    '£': { whole: ['pound', 'pounds'], cent: ['penny', 'pence'] },
    '¥': { whole: ['yen', 'yen'], cent: ['sen', 'sen'] },
  },
  symbols: {
    '+': 'plus',
    '−': 'minus',
    '×': 'times',
    '·': 'times',
    '÷': 'divided by',
    '=': 'equals',
    '≠': 'is not equal to',
    '≈': 'is about',
    '<': 'is less than',
    '>': 'is greater than',
    '≤': 'is at most',
    '≥': 'is at least',
    '±': 'plus or minus',
    '→': 'to',
    '∞': 'infinity',
    π: 'pi',
    '&': 'and',
    '@': 'at',
    '§': 'section',
    '%': 'percent',
    '√': 'the square root of',
    Δ: 'delta',
    '∝': 'is proportional to',
    '©': '',
    '®': '',
    '™': '',
  },
  abbreviations: {
    'e.g.': 'for example',
    'i.e.': 'that is',
    'etc.': 'et cetera',
    'vs.': 'versus',
    'approx.': 'approximately',
    'Dr.': 'Doctor',
    'Mr.': 'Mister',
    'Mrs.': 'Missus',
    'Prof.': 'Professor',
    'ca.': 'about',
    'cf.': 'compare',
  },
  beforeNumbers: {
    'No.': 'number',
    'no.': 'number',
    'p.': 'page',
    'pp.': 'pages',
    'Fig.': 'figure',
    'fig.': 'figure',
    'Ch.': 'chapter',
    'ch.': 'chapter',
    '~': 'about',
    '#': 'number',
  },
};
