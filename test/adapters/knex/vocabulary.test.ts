import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../src/adapters/knex/edit-distance.ts';
import { collectWords, correctionsOf, vocabularyOf } from '../../../src/adapters/knex/vocabulary.ts';

const known = [vocabularyOf('princess photosynthesis photograph mouse house königin жираф tree')];

describe('what a misspelled word was meant to be', () => {
  it('is the word with a letter left out, doubled, replaced or exchanged with its neighbour', () => {
    for (const typo of ['prncess', 'princcess', 'prixcess', 'pirncess']) {
      expect(correctionsOf(typo, known), typo).toEqual(['princess']);
    }
    expect(correctionsOf('жиарф', known)).toEqual(['жираф']);
  });

  it('may be two letters away where the word is long, and one where it is not', () => {
    expect(correctionsOf('fotosynthesis', known)).toEqual(['photosynthesis']);
    expect(correctionsOf('mxuse', known)).toEqual(['mouse']);
    expect(correctionsOf('mxxse', known)).toEqual([]);
    expect(correctionsOf('fotozyntesis', known)).toEqual([]);
  });

  it('is the word that begins alike, of several that are as near', () => {
    expect(correctionsOf('mouuse', known)).toEqual(['mouse']);
    expect(correctionsOf('xouse', known)).toEqual(['mouse', 'house']);
    const two = [vocabularyOf('stock stick slick')];
    expect(correctionsOf('stlck', two)).toEqual(['stock', 'stick']);
  });

  it('is what a half typed last word begins, the commonest first', () => {
    expect(correctionsOf('phot', known, 4)).toEqual(['photograph', 'photosynthesis']);
    expect(correctionsOf('phot', known)).toEqual([]);
    const documents = [vocabularyOf('plankton plant'), vocabularyOf('plankton')];
    expect(correctionsOf('plan', documents, 4)).toEqual(['plankton', 'plant']);
    expect(correctionsOf('plankto', documents, 4)).toEqual(['plankton']);
    expect(correctionsOf('pla', documents, 3)).toEqual(['plankton', 'plant']);
    expect(correctionsOf('pla', documents, 4)).toEqual([]);
  });

  it('is not guessed for short words, numbers, or where nothing is near', () => {
    expect(correctionsOf('tre', known, 4)).toEqual([]);
    expect(correctionsOf('1789x', known)).toEqual([]);
    expect(correctionsOf('zygote', known)).toEqual([]);
    expect(correctionsOf('princess', [], 4)).toEqual([]);
  });

  it('counts edits as they are, whichever way round', () => {
    expect(editDistance('', 'ab', 5)).toBe(2);
    expect(editDistance('kitten', 'sitting', 5)).toBe(3);
    expect(editDistance('ab', 'ba', 5)).toBe(1);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b, 50);
        expect(distance).toBe(editDistance(b, a, 50));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b, 2)).toBe(Math.min(distance, 3));
        expect(editDistance(a, `${b} ${b}`, 50, b.length + 1)).toBe(distance);
      }),
    );
  });

  it('comes from the words of texts, without scripts that are looked for by pairs of letters', () => {
    const words = new Set<string>();
    collectWords(words, 'Die Königin sah 42 Giraffen. 光合作用 は すごい. A tree, a TREE!');
    expect([...words].sort()).toEqual(['giraffen', 'konigin', 'tree']);
  });
});
