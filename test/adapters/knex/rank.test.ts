import { describe, expect, it } from 'vitest';
import { fromBlob, lexemesOf, toBlob } from '../../../src/adapters/knex/lexemes.ts';
import { rank } from '../../../src/adapters/knex/rank.ts';

/** Texts of documents: `a0` is the first of document `a`. */
function ranked(words: string, texts: Record<string, string>) {
  const candidates = Object.entries(texts).map(([id, text]) => ({
    id,
    group: id.slice(0, 1),
    ordinal: Number(id.slice(1)),
    lexemes: fromBlob(toBlob(lexemesOf(text))),
  }));
  const groups = new Map<string, number>();
  for (const { group } of candidates) groups.set(group, (groups.get(group) ?? 0) + 1);
  return rank(words.split(' '), candidates, { groups });
}

const order = (words: string, texts: Record<string, string>) => ranked(words, texts).ranked.map(({ id }) => id);

describe('lexemes', () => {
  it('are the same for all forms of an English word, with or without accents and capitals', () => {
    expect(lexemesOf('Running')).toEqual(lexemesOf('runs'));
    expect(lexemesOf('CAFÉ')).toEqual(lexemesOf('cafe'));
    expect(lexemesOf('light')).not.toEqual(lexemesOf('night'));
  });

  it('leave out what says nothing, and know scripts without spaces by letters and pairs', () => {
    expect(lexemesOf('the of and')).toEqual([]);
    expect(lexemesOf('光合')).toHaveLength(3);
  });

  it('survive being stored', () => {
    const lexemes = lexemesOf('Leaves make sugar from light: 光合作用');
    expect(Array.from(fromBlob(toBlob(lexemes)))).toEqual(lexemes);
    expect(fromBlob(null)).toHaveLength(0);
  });
});

describe('ranking', () => {
  it('puts rare words before common ones', () => {
    const texts = { a0: 'light water', b0: 'light sugar', c0: 'light air', d0: 'prism glass' };
    expect(order('light prism', texts)[0]).toBe('d0');
  });

  it('prefers words that stand side by side as they were asked', () => {
    const texts = { a0: 'a house that is white', b0: 'the white house', c0: 'a dog' };
    expect(order('white house', texts)[0]).toBe('b0');
  });

  it('prefers the text whose neighbours speak of it too', () => {
    const texts = { a0: 'whales swim', a1: 'nothing here', a2: 'nothing there', b0: 'whales swim', b1: 'whales sing' };
    expect(order('whales swim', texts)[0]).toBe('b0');
  });

  it('prefers the document that speaks of it all over', () => {
    const texts = { a0: 'a prism', a1: 'far', a2: 'away', b0: 'a prism', b1: 'more', b2: 'prisms of glass' };
    expect(order('prism', texts).indexOf('b0')).toBeLessThan(order('prism', texts).indexOf('a0'));
  });

  it('does not let long texts win by length', () => {
    const long = Array.from({ length: 200 }, (_, at) => `word${at}`).join(' ');
    expect(order('prism', { a0: `prism ${long}`, b0: 'a prism of glass' })[0]).toBe('b0');
  });

  it('tells which share of the words nothing holds', () => {
    expect(ranked('prism unheard', { a0: 'a prism' }).unknown).toBe(0.5);
    expect(ranked('prism', { a0: 'a prism' }).unknown).toBe(0);
    expect(ranked('unheard', {})).toMatchObject({ ranked: [], unknown: 1 });
  });

  it('orders equals by id, the same on every database', () => {
    expect(order('prism', { b0: 'a prism', a0: 'a prism' })).toEqual(['a0', 'b0']);
  });
});
