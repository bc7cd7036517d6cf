import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexTerms, queryTerms } from '../../../src/adapters/knex/full-text.ts';

describe('terms of the full-text index', () => {
  it.each([
    ['The Café, the CAFÉ!', ['the', 'cafe', 'the', 'cafe']],
    ['Ｆｕｌｌ ﬁne ½', ['full', 'fine', '1', '2']],
    ['İstanbul', ['istanbul']],
    ['光合作用', ['光', '合', '作', '用', '光合', '合作', '作用']],
    ['iPhone手机15', ['iphone', '手', '机', '手机', '15']],
    ['カレー', ['カ', 'レ', 'ー', 'カレ', 'レー']],
    ['ผลไม้', ['ผ', 'ล', 'ไ', 'ม้', 'ผล', 'ลไ', 'ไม้']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['snake_case-and.dots', ['snake', 'case', 'and', 'dots']],
    ['…?! \0', []],
  ])('of %j are %j', (text, terms) => {
    expect(indexTerms(text)).toEqual(terms);
  });

  it('are no longer than a word can be', () => {
    expect(indexTerms('a'.repeat(10_000))).toEqual(['a'.repeat(64)]);
  });
});

describe('terms of a query', () => {
  it('leave out stop words and repetitions', () => {
    expect(queryTerms(['What', 'is', 'the', 'light', 'Light', 'of'])).toEqual(['light']);
  });

  it('are pairs of letters in scripts without spaces, or a letter that stands alone', () => {
    expect(queryTerms(['光合作用'])).toEqual(['光合', '合作', '作用']);
    expect(queryTerms(['光'])).toEqual(['光']);
  });

  it('come from sixteen words at most, wherever these stand', () => {
    const words = Array.from({ length: 17 }, (_, index) => `w${index}`);
    expect(queryTerms(words)).toEqual(words.slice(0, 16));
    expect(queryTerms([words.join(' ')])).toEqual(words.slice(0, 16));
  });

  it('are sixty-four at most', () => {
    const characters = Array.from({ length: 200 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    expect(queryTerms([characters])).toHaveLength(64);
  });

  it('hold nothing that a query language could read', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), (words) => {
        for (const term of queryTerms(words)) expect(term).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*$/u);
      }),
      { numRuns: 1000 },
    );
  });

  it('are terms of the index for the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const indexed = new Set(indexTerms(text));
        for (const term of queryTerms([text])) expect(indexed).toContain(term);
      }),
      { numRuns: 1000 },
    );
  });
});
