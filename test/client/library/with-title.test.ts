import { expect, it } from 'vitest';
import { withTitle } from '../../../src/client/library/with-title.ts';

const documents = ['Rivers and deltas', 'Überblick: Flüsse', 'The delta of the Nile'].map((title) => ({ title }));
const titles = (words: string) => withTitle(documents, words).map(({ title }) => title);

it('finds titles by all words, in any order, and by parts of them', () => {
  expect(titles('nile DELTA')).toEqual(['The delta of the Nile']);
  expect(titles('delt')).toEqual(['Rivers and deltas', 'The delta of the Nile']);
});

it('finds titles whatever their case and accents', () => {
  expect(titles('uberblick flusse')).toEqual(['Überblick: Flüsse']);
});

it('finds nothing for words that no title has, and everything for none', () => {
  expect(titles('delta volcano')).toEqual([]);
  expect(titles('  ')).toHaveLength(3);
});
