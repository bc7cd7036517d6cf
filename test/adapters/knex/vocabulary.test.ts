import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../src/adapters/knex/edit-distance.ts';
import { collectWords, correctionsOf, vocabularyOf } from '../../../src/adapters/knex/vocabulary.ts';

const known = [vocabularyOf('princess photosynthesis photograph mouse house königin жираф tree')];

describe('what a misspelled word was meant to be', () => {
  it('is the word with a letter left out, doubled, replaced or exchanged with its neighbour', () => {
    for (const typo of ['prncess', 'princcess', 'prixcess', 'pirncess']) {
      expect(correctionsOf(typo, known, false), typo).toEqual(['princess']);
    }
    expect(correctionsOf('жиарф', known, false)).toEqual(['жираф']);
  });

  it('may be two letters away where the word is long, and one where it is not', () => {
    expect(correctionsOf('fotosynthesis', known, false)).toEqual(['photosynthesis']);
    expect(correctionsOf('mxuse', known, false)).toEqual(['mouse']);
    expect(correctionsOf('mxxse', known, false)).toEqual([]);
    expect(correctionsOf('fotozyntesis', known, false)).toEqual([]);
  });

  it('is the word that begins alike, of several that are as near', () => {
    expect(correctionsOf('mouuse', known, false)).toEqual(['mouse']);
    expect(correctionsOf('xouse', known, false)).toEqual(['mouse', 'house']);
    const two = [vocabularyOf('stock stick slick')];
    expect(correctionsOf('stlck', two, false)).toEqual(['stock', 'stick']);
  });

  it('is what a half typed last word begins, the commonest first', () => {
    expect(correctionsOf('phot', known, true)).toEqual(['photograph', 'photosynthesis']);
    expect(correctionsOf('phot', known, false)).toEqual([]);
    const documents = [vocabularyOf('plankton plant'), vocabularyOf('plankton')];
    expect(correctionsOf('plan', documents, true)).toEqual(['plankton', 'plant']);
    expect(correctionsOf('plankto', documents, true)).toEqual(['plankton']);
  });

  it('is not guessed for short words, numbers, or where nothing is near', () => {
    expect(correctionsOf('tre', known, true)).toEqual([]);
    expect(correctionsOf('1789x', known, false)).toEqual([]);
    expect(correctionsOf('zygote', known, false)).toEqual([]);
    expect(correctionsOf('princess', [], true)).toEqual([]);
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
