import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareForSpeaking } from '../../../src/spoken/speak/prepare.ts';

/** What is written, and how it is said. */
const spoken: Record<string, [written: string, said: string][]> = {
  en: [
    ['Leaves make sugar.', 'Leaves make sugar.'],
    ['**Bold** and _slanted_ `code`', 'Bold and slanted code'],
    ['So:\n```python\nreturn\n```\nNow.', 'So:\n\nreturn\n\nNow.'],
    ['# Heading', 'Heading'],
    ['- an item', 'an item'],
    ['See [the book](https://example.org/a).', 'See the book.'],
    ['Well done! 🎉👩‍🔬👍🏽🇫🇷', 'Well done! '],
    ['1️⃣ first', 'one first'],
    [
      'There are 42 of 1,234,567.',
      'There are forty-two of one million two hundred thirty-four thousand five hundred sixty-seven.',
    ],
    ['about 3.14', 'about three point one four'],
    ['at −7 °C', 'at minus seven degrees Celsius'],
    ['1 km and 5 km', 'one kilometre and five kilometres'],
    ['9.81 m/s', 'nine point eight one metres per second'],
    ['5% of 20%', 'five percent of twenty percent'],
    ['$5.50 and €1', 'five dollars fifty cents and one euro'],
    ['$3 million', 'three million dollars'],
    ['in 1984 and 1905', 'in nineteen eighty-four and nineteen oh five'],
    ['in 2024, 2005 and 1900', 'in twenty twenty-four, two thousand five and nineteen hundred'],
    ['1500 m', 'one thousand five hundred metres'],
    ['the 1980s', 'the nineteen eighties'],
    ['on 2024-03-15', 'on March fifteenth, twenty twenty-four'],
    ['on 3/15/2024', 'on March fifteenth, twenty twenty-four'],
    ['at 9:05, 14:30 and 9:00', 'at nine oh five, fourteen thirty and nine o’clock'],
    ['the 21st of May', 'the twenty-first of May'],
    ['pages 5–10', 'pages five to ten'],
    ['1/2, 3/8 and ¾', 'one half, three over eight and three quarters'],
    ['E = mc²', 'E equals mc squared'],
    ['x^2 + y^{10} = z', 'x squared plus y to the power of ten equals z'],
    ['$\\frac{a}{b} \\times \\sqrt{x}$', 'a over b times the square root of x'],
    ['\\(\\alpha \\leq 2\\)', 'alpha is at most two'],
    ['CO₂, H2O and C6H12O6', 'C O two, H two O and C six H twelve O six'],
    ['O₂', 'O two'],
    ['A4 paper and MP3', 'A four paper and MP three'],
    ['5 * 3 - 2', 'five times three minus two'],
    ['C++ is fine', 'C++ is fine'],
    ['e.g. Dr. Ada, etc.', 'for example Doctor Ada, et cetera.'],
    ['No. 5, but no.', 'number five, but no.'],
    ['agent 007', 'agent zero zero seven'],
    ['version 3.2.1', 'version three dot two dot one'],
    ['https://www.example.org/path?x=1', 'example dot org'],
    ['a snake_case name', 'a snake case name'],
    ['R&D', 'R and D'],
    ['A → B', 'A to B'],
    ['5G', 'five G'],
    ['In 1984 A man', 'In nineteen eighty-four A man'],
    ['a battery of 12 V.', 'a battery of twelve volts.'],
  ],
  de: [
    ['z. B. 3,5 km/h', 'zum Beispiel drei Komma fünf Kilometer pro Stunde'],
    ['1.234.567 Menschen', 'eine Million zweihundertvierunddreißigtausendfünfhundertsiebenundsechzig Menschen'],
    ['1 € und 2,50 €', 'ein Euro und zwei Euro fünfzig Cent'],
    ['1 h, 1 m, 5 min', 'eine Stunde, ein Meter, fünf Minuten'],
    ['im Jahr 1984', 'im Jahr neunzehnhundertvierundachtzig'],
    ['am 3. Oktober', 'am dritten Oktober'],
    ['der 3. Oktober 1990', 'der dritte Oktober neunzehnhundertneunzig'],
    ['15.03.2024', 'fünfzehnter März zweitausendvierundzwanzig'],
    ['um 14:30', 'um vierzehn Uhr dreißig'],
    ['1 %', 'ein Prozent'],
    ['x² = 9', 'x Quadrat gleich neun'],
    ['S. 12, Dr. Müller usw.', 'Seite zwölf, Doktor Müller und so weiter.'],
    ['500 v. Chr. war', 'fünfhundert vor Christus war'],
  ],
  fr: [
    ['1 234 567 habitants', 'un million deux cent trente-quatre mille cinq cent soixante-sept habitants'],
    ['3,14', 'trois virgule un quatre'],
    ['1 h et 21 km', 'une heure et vingt et un kilomètres'],
    ['à 14 h 30', 'à quatorze heures trente'],
    ['le 1er mai', 'le premier mai'],
    ['le 15/03/2024', 'le quinze mars deux mille vingt-quatre'],
    ['5 % de 20 €', 'cinq pour cent de vingt euros'],
    ['p. ex. Mme Curie, n° 4', 'par exemple Madame Curie, numéro quatre'],
    ['x³', 'x au cube'],
  ],
  es: [
    ['1.234,5 kg', 'mil doscientos treinta y cuatro coma cinco kilogramos'],
    ['1 h y 1 km', 'una hora y un kilómetro'],
    ['el 15/03/2024', 'el quince de marzo de dos mil veinticuatro'],
    ['5 % y 3 €', 'cinco por ciento y tres euros'],
    ['p. ej. el Sr. Gil, etc.', 'por ejemplo el señor Gil, etcétera.'],
    ['x² ≤ 4', 'x al cuadrado menor o igual que cuatro'],
    ['100 km/h', 'cien kilómetros por hora'],
  ],
  zh: [
    ['共有12个', '共有十二个'],
    ['5%', '百分之五'],
    ['3.14', '三点一四'],
    ['1984年3月15日', '一九八四年三月十五日'],
    ['2m和10km', '两米和十公里'],
    ['14:30', '十四点三十分'],
    ['x²=9', 'x的平方等于九'],
    ['−7℃', '负七摄氏度'],
  ],
  /** No words of its own: only what nobody says is taken out. */
  fi: [['**42** kissaa 🐈', '42 kissaa ']],
};

describe('a text prepared for speaking', () => {
  for (const [language, table] of Object.entries(spoken)) {
    it.each(table)(`${language}: %s`, (written, said) => {
      expect(prepareForSpeaking(written, language).text).toBe(said);
    });
  }

  it('takes a region’s tag for its language', () => {
    expect(prepareForSpeaking('42', 'en-GB').text).toBe('forty-two');
  });

  it('knows how much of what is written was said', () => {
    const text = prepareForSpeaking('There are 42 leaves.', 'en');
    expect(text.sourceAt('There'.length)).toBe('There'.length);
    // Half of a number is none of it.
    expect(text.sourceAt('There are forty'.length)).toBe('There are '.length);
    expect(text.sourceAt('There are forty-two'.length)).toBe('There are 42'.length);
    expect(text.sourceAt(text.text.length)).toBe('There are 42 leaves.'.length);
    expect(prepareForSpeaking('See [it](x) now', 'en').sourceAt(0)).toBe(0);
  });

  it('covers every character of any text once, and never goes back', () => {
    const characters = fc.constantFrom(...'ab1 9.,:/-–−$€%²₂H2O*_#[]()\\^{}🎉年e.g.°C');
    fc.assert(
      fc.property(
        fc.array(characters, { maxLength: 60 }),
        fc.constantFrom('en', 'de', 'fr', 'es', 'zh', 'xx'),
        (pieces, language) => {
          const written = pieces.join('');
          const text = prepareForSpeaking(written, language);
          let before = 0;
          for (let chars = 0; chars <= text.text.length; chars += 1) {
            const place = text.sourceAt(chars);
            expect(place).toBeGreaterThanOrEqual(before);
            expect(place).toBeLessThanOrEqual(written.length);
            before = place;
          }
          expect(text.sourceAt(text.text.length)).toBe(written.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is ready in a moment, whatever is in it', () => {
    for (const piece of ['1', '1,', '(', '$x', '\\frac{', '1/', 'H2', '._', '**', '1 ']) {
      const hostile = piece.repeat(Math.ceil(2000 / piece.length));
      expect(prepareForSpeaking(hostile, 'en').sourceAt(Number.MAX_SAFE_INTEGER)).toBe(hostile.length);
    }
  });
});
