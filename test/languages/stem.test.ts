import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStemmed, type StemmedLanguage, stem, stemsAsked } from '../../src/languages/stem.ts';

const FORMS: [StemmedLanguage, string, string][] = [
  ['en', 'running', 'runs'],
  ['es', 'canciones', 'canción'],
  ['es', 'comunicación', 'comunicaciones'],
  ['de', 'häuser', 'haus'],
  ['fr', 'continuellement', 'continuelle'],
  ['it', 'città', 'città'],
  ['pt', 'comunicações', 'comunicação'],
  ['nl', 'katten', 'kat'],
  ['ru', 'книгами', 'книга'],
  ['sv', 'hästarna', 'hästar'],
  ['da', 'hestene', 'hesten'],
  ['no', 'hestene', 'hesten'],
  ['fi', 'talossa', 'talo'],
  ['hu', 'házban', 'ház'],
  ['ro', 'națiuni', 'națiune'],
  ['tr', 'kitaplar', 'kitap'],
];

describe('stems', () => {
  it.each(FORMS)('in %s, %s and %s have the same', (language, one, other) => {
    expect(stem(one, language)).toBe(stem(other, language));
  });

  it('leave words of another script, and numbers, as they are', () => {
    expect(stem('книгами', 'de')).toBe('книгами');
    expect(stem('running', 'ru')).toBe('running');
    expect(stem('1905', 'es')).toBe('1905');
  });

  it.each<[StemmedLanguage, string, string]>([
    ['es', 'comunicacion', 'comunicación'],
    ['es', 'corrio', 'corrió'],
    ['it', 'citta', 'città'],
    ['pt', 'comunicacao', 'comunicação'],
    ['pt', 'nacoes', 'nações'],
    ['de', 'hauser', 'häuser'],
    ['fr', 'general', 'général'],
  ])('in %s are found for %s, too, where %s was meant', (language, bare, meant) => {
    expect(stemsAsked(bare, language)).toContain(stem(meant, language));
  });

  it('come without accents, whatever the word', () => {
    const languages = FORMS.map(([language]) => language);
    fc.assert(
      fc.property(fc.constantFrom(...languages), fc.string({ unit: 'grapheme', maxLength: 20 }), (language, word) => {
        expect(stem(word.normalize('NFKC').toLowerCase(), language).normalize('NFD')).not.toMatch(/[\u0300-\u036f]/);
      }),
      { numRuns: 1000 },
    );
  });

  it('are not made for languages nobody named', () => {
    expect(isStemmed('es')).toBe(true);
    for (const code of ['zh', 'und', 'toString', '']) expect(isStemmed(code), code).toBe(false);
  });
});
