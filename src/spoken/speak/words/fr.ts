import { toCardinal, toOrdinal } from 'n2words/fr-FR';
import { monthIn, type SpokenWords } from './spoken-words.ts';
import { namedUnits } from './units.ts';

const cardinal = (digits: string): string => toCardinal(BigInt(digits));
const plural = (one: string): string => one.replace(/^(\S+)/u, '$1s');
/** Hours and minutes are feminine. */
const feminine = (digits: string): string => cardinal(digits).replace(/\bun$/u, 'une');

const FEMININE = /^(?:heure|minute|seconde|milliseconde|tonne|livre|mole|kilocalorie)/u;

export const fr: SpokenWords = {
  cardinal,
  ordinalEnding: /(?:er|re|ère|e|ème)\b/u,
  dates: { sign: '/', dayFirst: true },
  agree: (number, noun) => (FEMININE.test(noun) ? number.replace(/\bun$/u, 'une') : number),
  ordinal: (number) => toOrdinal(number),
  gap: ' ',
  thousands: ' ',
  decimal: ',',
  point: 'virgule',
  minus: 'moins',
  percent: (number) => `${number} pour cent`,
  date: ({ day, month, year }) =>
    `${day === 1 ? 'premier' : cardinal(String(day))} ${monthIn('fr', month)} ${cardinal(String(year))}`,
  time(hours, minutes) {
    const hour = `${feminine(hours)} ${Number(hours) < 2 ? 'heure' : 'heures'}`;
    return minutes === undefined || minutes === '00' ? hour : `${hour} ${feminine(minutes)}`;
  },
  to: 'à',
  over: 'sur',
  fractions: { '1/2': 'un demi', '1/3': 'un tiers', '2/3': 'deux tiers', '1/4': 'un quart', '3/4': 'trois quarts' },
  exponents: { '2': 'au carré', '3': 'au cube' },
  power: (exponent) => `puissance ${exponent}`,
  root: 'racine carrée de',
  dot: 'point',
  units: namedUnits(
    `kilomètre par heure, mètre par seconde, mètre carré|mètres carrés, mètre cube|mètres cubes, centimètre carré|centimètres carrés,
    centimètre cube|centimètres cubes, kilomètre carré|kilomètres carrés, kilomètre, centimètre, millimètre, micromètre, nanomètre,
    mètre, kilogramme, milligramme, microgramme, gramme, tonne, millilitre, litre, milliseconde, seconde, minute, heure,
    degré Celsius, degré Fahrenheit, degré, kilohertz|kilohertz, mégahertz|mégahertz, gigahertz|gigahertz, hertz|hertz, kilojoule,
    joule, kilocalorie, kilowatt, watt, kilopascal, pascal, newton, volt, ampère, mole, kilooctet, mégaoctet, gigaoctet, téraoctet`,
    plural,
  ),
  currencies: {
    $: { whole: ['dollar', 'dollars'], cent: ['cent', 'cents'] },
    '€': { whole: ['euro', 'euros'], cent: ['centime', 'centimes'] },
    '£': { whole: ['livre', 'livres'], cent: ['penny', 'pence'] },
    '¥': { whole: ['yen', 'yens'], cent: ['sen', 'sens'] },
  },
  symbols: {
    '+': 'plus',
    '−': 'moins',
    '×': 'fois',
    '·': 'fois',
    '÷': 'divisé par',
    '=': 'égale',
    '≠': 'différent de',
    '≈': 'environ',
    '<': 'inférieur à',
    '>': 'supérieur à',
    '≤': 'inférieur ou égal à',
    '≥': 'supérieur ou égal à',
    '±': 'plus ou moins',
    '→': 'vers',
    '∞': 'l’infini',
    π: 'pi',
    '&': 'et',
    '@': 'arobase',
    '§': 'paragraphe',
    '%': 'pour cent',
    '√': 'racine carrée de',
    Δ: 'delta',
    '∝': 'proportionnel à',
    '©': '',
    '®': '',
    '™': '',
  },
  abbreviations: {
    'p. ex.': 'par exemple',
    'p.ex.': 'par exemple',
    'c.-à-d.': 'c’est-à-dire',
    'etc.': 'et cetera',
    'M.': 'Monsieur',
    Mme: 'Madame',
    Mlle: 'Mademoiselle',
    'env.': 'environ',
    'av. J.-C.': 'avant Jésus-Christ',
    'apr. J.-C.': 'après Jésus-Christ',
    Dr: 'docteur',
    Pr: 'professeur',
  },
  beforeNumbers: {
    'n°': 'numéro',
    'p.': 'page',
    'pp.': 'pages',
    'fig.': 'figure',
    'chap.': 'chapitre',
    '~': 'environ',
    '#': 'numéro',
  },
};
