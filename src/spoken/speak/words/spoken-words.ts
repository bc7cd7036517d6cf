/** Singular and plural, as they stand after a number. */
export type Counted = readonly [one: string, many: string];

/** How a language says what is written in signs. */
export interface SpokenWords {
  /** A whole number of decimal digits, possibly after a minus. */
  cardinal(digits: string): string;
  /** What follows a number to make it an ordinal, and the ordinal. */
  ordinalEnding?: RegExp;
  ordinal(number: number): string;
  /** Between words: a space, or nothing where words are not parted. */
  gap: string;
  /** What parts thousands and what begins the decimals when they are written. */
  thousands: string;
  decimal: string;
  /** Said for the decimal mark. */
  point: string;
  minus: string;
  /** A number as it stands before what is counted: `ein Euro`, `una hora`; as it is where left out. */
  agree?(number: string, noun: string): string;
  /** `%` after a number that is said so. */
  percent(number: string): string;
  /** Of dates in figures: which sign parts them, and whether the day comes first. */
  dates?: { sign: '.' | '/'; dayFirst: boolean };
  /** A number in the range of years, written without a separator; as a number where left out. */
  year?(year: number): string;
  date(date: { year: number; month: number; day: number }): string;
  time(hours: string, minutes: string | undefined): string;
  /** Of `5–10`. */
  to: string;
  /** Of `3/8`. */
  over: string;
  fractions: Readonly<Record<string, string>>;
  /** By exponent, said after the base; `power` of any other, in words. */
  exponents: Readonly<Record<string, string>>;
  power(exponent: string): string;
  root: string;
  /** Of an address: `example.org`. */
  dot: string;
  units: Readonly<Record<string, Counted>>;
  /** The currency and its hundredth. */
  currencies: Readonly<Record<string, { whole: Counted; cent: Counted }>>;
  /** Signs by themselves, said with gaps around them. */
  symbols: Readonly<Record<string, string>>;
  /** Written forms, with their stops, as they are said; longer ones first where one begins another. */
  abbreviations: Readonly<Record<string, string>>;
  /** Abbreviations that are such only before a number. */
  beforeNumbers: Readonly<Record<string, string>>;
}

/** Each digit by itself: decimals, long numbers, years in Chinese. */
export function digitByDigit({ cardinal, gap }: Pick<SpokenWords, 'cardinal' | 'gap'>, digits: string): string {
  return [...digits].map((digit) => cardinal(digit)).join(gap);
}

/** Name of a month, 1..12. */
export function monthIn(language: string, month: number): string {
  return new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1, 15));
}
