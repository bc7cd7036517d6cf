import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { locateQuote } from '../../src/tutor/quote.ts';

const found = (text: string, quote: string) => {
  const place = locateQuote(text, quote);
  return place && text.slice(place.start, place.end);
};

test.each([
  ['Roots drink. Leaves eat.', 'Leaves eat.', 'Leaves eat.'],
  ['Roots  drink.\n Leaves\teat.', 'Roots drink. Leaves eat.', 'Roots  drink.\n Leaves\teat.'],
  ['Roots drink.', '  Roots drink. ', 'Roots drink.'],
  ['Roots drink.', 'Roots eat.', undefined],
  ['Roots drink.', '  ', undefined],
  ['Roots drink.', 'roots drink.', undefined],
  ['She said: “It’s green.”', 'said: "It\'s green."', 'said: “It’s green.”'],
  ['She said: "It\'s green."', '“It’s green.”', '"It\'s green."'],
  ['from 1914–1918 — a war', 'from 1914-1918 - a war', 'from 1914–1918 — a war'],
  ['and so on… and on', 'and so on... and', 'and so on… and'],
  ['eﬃcient cells', 'efficient', 'eﬃcient'],
  ['photo\u00adsynthesis', 'photosynthesis', 'photo\u00adsynthesis'],
  ['Cafe\u0301 noir', 'Café noir', 'Cafe\u0301 noir'],
  ['a\u00a0b', 'a b', 'a\u00a0b'],
  ['“Le café noir”', '"Le cafe', undefined],
  ['“Le cafe\u0301 noir”', '"Le cafe', undefined],
  ['and so on… and', 'on.. and', undefined],
  ['x² + 1', 'x2 + 1', undefined],
  ['“”', '"', '“'],
  ['Roots drink.', '\u200b', undefined],
])('in %j the words %j are found as %j', (text, quote, expected) => {
  expect(found(text, quote)).toBe(expected);
});

describe('a quotation', () => {
  const piece = fc.constantFrom(
    'leaf',
    'ﬁre',
    'é',
    'e\u0301',
    '“',
    '”',
    "'",
    '’',
    '"',
    '—',
    '-',
    '…',
    '...',
    ' ',
    '\n ',
    '\u00a0',
    '𝑥',
    '光',
  );
  const text = fc.array(piece, { minLength: 1, maxLength: 40 }).map((pieces) => pieces.join(''));
  /** As a model may write it: plain signs, single spaces. */
  const plain = (words: string) =>
    words
      .normalize('NFC')
      .replaceAll(/[“”]/gu, '"')
      .replaceAll('’', "'")
      .replaceAll('—', '-')
      .replaceAll('…', '...')
      .replaceAll('ﬁ', 'fi')
      .replaceAll(/\s+/gu, ' ');

  it('that is verbatim but for the way it is written is found, and stands for words of the text', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, a, b) => {
        const points = Array.from(whole);
        const [from, to] = [a % points.length, b % points.length].sort((x, y) => x - y);
        const quote = points.slice(from, (to ?? 0) + 1).join('');
        fc.pre(quote.trim() !== '' && !/^\p{M}/u.test(quote) && !/^\p{M}/u.test(points[(to ?? 0) + 1] ?? ''));
        const place = found(whole, plain(quote));
        expect(place).toBeDefined();
        expect(plain(place ?? '').normalize('NFD')).toBe(plain(quote).trim().normalize('NFD'));
      }),
    );
  });

  it('with a word that does not stand there is none', () => {
    fc.assert(
      fc.property(text, text, (whole, quote) => {
        expect(locateQuote(whole, `${quote}xyz`)).toBeUndefined();
      }),
    );
  });
});
