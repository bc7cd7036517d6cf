import { toCardinal, toOrdinal } from 'n2words/de-DE';
import { monthIn, type SpokenWords } from './spoken-words.ts';
import { namedUnits } from './units.ts';

const cardinal = (digits: string): string => toCardinal(BigInt(digits));
/** `ein Euro`, where counting says `eins`. */
const counted = (number: string): string => (number === 'eins' ? 'ein' : number);

function year(number: number): string {
  if (number < 1100 || number > 1999) return cardinal(String(number));
  const rest = number % 100;
  return `${cardinal(String(Math.floor(number / 100)))}hundert${rest === 0 ? '' : cardinal(String(rest))}`;
}

export const de: SpokenWords = {
  cardinal,
  dates: { sign: '.', dayFirst: true },
  agree: (number, noun) => (number === 'eins' ? (noun.endsWith('e') ? 'eine' : 'ein') : number),
  ordinal: (number) => toOrdinal(number),
  gap: ' ',
  thousands: '.',
  decimal: ',',
  point: 'Komma',
  minus: 'minus',
  percent: (number) => `${counted(number)} Prozent`,
  year,
  date: (date) => `${toOrdinal(date.day)}r ${monthIn('de', date.month)} ${year(date.year)}`,
  time: (hours, minutes) =>
    `${counted(cardinal(hours))} Uhr${minutes === undefined || minutes === '00' ? '' : ` ${cardinal(minutes)}`}`,
  to: 'bis',
  over: 'durch',
  fractions: {
    '1/2': 'ein halb',
    '1/3': 'ein Drittel',
    '2/3': 'zwei Drittel',
    '1/4': 'ein Viertel',
    '3/4': 'drei Viertel',
  },
  exponents: { '2': 'Quadrat', '3': 'hoch drei' },
  power: (exponent) => `hoch ${exponent}`,
  root: 'Wurzel aus',
  dot: 'Punkt',
  units: namedUnits(
    `Kilometer pro Stunde, Meter pro Sekunde, Quadratmeter, Kubikmeter, Quadratzentimeter, Kubikzentimeter, Quadratkilometer,
    Kilometer, Zentimeter, Millimeter, Mikrometer, Nanometer, Meter, Kilogramm, Milligramm, Mikrogramm, Gramm,
    Tonne|Tonnen, Milliliter, Liter, Millisekunde|Millisekunden, Sekunde|Sekunden, Minute|Minuten, Stunde|Stunden, Grad Celsius,
    Grad Fahrenheit, Grad, Kilohertz, Megahertz, Gigahertz, Hertz, Kilojoule, Joule, Kilokalorie|Kilokalorien, Kilowatt, Watt,
    Kilopascal, Pascal, Newton, Volt, Ampere, Mol, Kilobyte, Megabyte, Gigabyte, Terabyte`,
    (one) => one,
  ),
  currencies: {
    $: { whole: ['Dollar', 'Dollar'], cent: ['Cent', 'Cent'] },
    '€': { whole: ['Euro', 'Euro'], cent: ['Cent', 'Cent'] },
    '£': { whole: ['Pfund', 'Pfund'], cent: ['Penny', 'Pence'] },
    '¥': { whole: ['Yen', 'Yen'], cent: ['Sen', 'Sen'] },
  },
  symbols: {
    '+': 'plus',
    '−': 'minus',
    '×': 'mal',
    '·': 'mal',
    '÷': 'geteilt durch',
    '=': 'gleich',
    '≠': 'ungleich',
    '≈': 'ungefähr',
    '<': 'kleiner als',
    '>': 'größer als',
    '≤': 'höchstens',
    '≥': 'mindestens',
    '±': 'plus minus',
    '→': 'zu',
    '∞': 'unendlich',
    π: 'Pi',
    '&': 'und',
    '@': 'ät',
    '§': 'Paragraf',
    '%': 'Prozent',
    '√': 'Wurzel aus',
    Δ: 'Delta',
    '∝': 'proportional zu',
    '©': '',
    '®': '',
    '™': '',
  },
  abbreviations: {
    'z. B.': 'zum Beispiel',
    'z.B.': 'zum Beispiel',
    'd. h.': 'das heißt',
    'd.h.': 'das heißt',
    'u. a.': 'unter anderem',
    'u.a.': 'unter anderem',
    'usw.': 'und so weiter',
    'bzw.': 'beziehungsweise',
    'ca.': 'circa',
    'Dr.': 'Doktor',
    'Prof.': 'Professor',
    'evtl.': 'eventuell',
    'ggf.': 'gegebenenfalls',
    'inkl.': 'inklusive',
    'vgl.': 'vergleiche',
    'Mio.': 'Millionen',
    'Mrd.': 'Milliarden',
    'v. Chr.': 'vor Christus',
    'n. Chr.': 'nach Christus',
    'Jh.': 'Jahrhundert',
    'sog.': 'sogenannt',
    'etc.': 'et cetera',
  },
  beforeNumbers: { 'Nr.': 'Nummer', 'S.': 'Seite', 'Abb.': 'Abbildung', 'Kap.': 'Kapitel', '~': 'etwa', '#': 'Nummer' },
};
