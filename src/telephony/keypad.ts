const DIGITS: Record<string, string> = {
  zero: '0',
  oh: '0',
  o: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  cero: '0',
  uno: '1',
  dos: '2',
  tres: '3',
  cuatro: '4',
  cinco: '5',
  seis: '6',
  siete: '7',
  ocho: '8',
  nueve: '9',
  null: '0',
  eins: '1',
  zwei: '2',
  zwo: '2',
  drei: '3',
  vier: '4',
  fünf: '5',
  sechs: '6',
  sieben: '7',
  acht: '8',
  neun: '9',
  zéro: '0',
  un: '1',
  deux: '2',
  trois: '3',
  quatre: '4',
  cinq: '5',
  sept: '7',
  huit: '8',
  neuf: '9',
  due: '2',
  tre: '3',
  quattro: '4',
  cinque: '5',
  sei: '6',
  sette: '7',
  otto: '8',
  nove: '9',
  um: '1',
  dois: '2',
  três: '3',
  quatro: '4',
  sete: '7',
  oito: '8',
  nul: '0',
  een: '1',
  één: '1',
  twee: '2',
  drie: '3',
  vijf: '5',
  zes: '6',
  zeven: '7',
  negen: '9',
};

/** The digits in what was said, as figures or as words; nothing where anything else was said. */
export function spokenDigits(utterance: string): string {
  const words = utterance.toLowerCase().match(/\p{L}+|\d/gu) ?? [];
  const digits = words.map((word) => (/^\d$/.test(word) ? word : DIGITS[word]));
  return digits.every((digit) => digit !== undefined) ? digits.join('') : '';
}

/** Collects typed digits until there are enough of them, or the hash key ends them. */
export class Keypad {
  #digits = '';

  /** @param wanted how many make it complete; undefined: the hash key does. @returns the complete number. */
  press(digit: string, wanted: number | undefined): string | undefined {
    if (digit === '*') this.#digits = '';
    else if (digit !== '#') this.#digits = (this.#digits + digit).slice(-(wanted ?? 8));
    const complete = digit === '#' ? this.#digits !== '' : this.#digits.length === wanted;
    return complete ? this.take() : undefined;
  }

  /** Whether a number was begun. */
  get begun(): boolean {
    return this.#digits !== '';
  }

  /** What was typed so far; it is begun anew. */
  take(): string {
    const digits = this.#digits;
    this.#digits = '';
    return digits;
  }
}
