import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchText, type PartRange } from '../../../src/client/reading/match-text.ts';

const bare = { before: '', after: '' };
const marked = (parts: readonly string[], ranges: PartRange[] | undefined) =>
  ranges?.map(({ part, start, end }) => parts[part]?.slice(start, end));

describe('words of a document in what is drawn of it', () => {
  it('are found though lines, hyphens, quotation marks and ligatures are others', () => {
    const parts = ['The “ﬁrst” photo-', 'synthesis took', ' place in the sea.', 'Then came plants.'];
    const found = matchText(parts, { ...bare, quote: '"first" photosynthesis took place' });
    expect(marked(parts, found)).toEqual(['“ﬁrst” photo-', 'synthesis took', ' place']);
  });

  it('are found though their text has marks of Markdown', () => {
    const parts = ['Leaves', 'are green in spring', 'and yellow in autumn'];
    const found = matchText(parts, { ...bare, quote: '## Leaves\n\n- are green in spring\n- and yellow' });
    expect(marked(parts, found)).toEqual(['Leaves', 'are green in spring', 'and yellow']);
  });

  it('are marked where their surroundings are, when they stand there more than once', () => {
    const parts = ['In spring leaves are green. In autumn leaves are', ' yellow. In winter leaves are gone.'];
    const found = matchText(parts, { before: 'In autumn ', quote: 'leaves are', after: ' yellow.' });
    expect(found).toEqual([{ part: 0, start: 38, end: 48 }]);
    const last = matchText(parts, { before: 'yellow. In winter ', quote: 'leaves are', after: ' gone.' });
    expect(last).toEqual([{ part: 1, start: 19, end: 29 }]);
  });

  it('are put together where something else is drawn in between', () => {
    const parts = ['The long sentence of the left', 'Fig. 1: A whale', 'column goes on below the picture.'];
    const quote = 'The long sentence of the left column goes on below the picture.';
    expect(marked(parts, matchText(parts, { ...bare, quote }))).toEqual([
      parts[0],
      'column goes on below the picture.',
    ]);
  });

  it('are not marked where some of them are missing, or so little is left that it may stand anywhere', () => {
    expect(matchText(['Leaves are green.'], { ...bare, quote: 'Leaves are yellow.' })).toBeUndefined();
    const parts = ['The long sentence of the left', 'the picture', 'ends here', 'the'];
    expect(matchText(parts, { ...bare, quote: 'The long sentence of the left ends' })).toBeUndefined();
    for (const quote of ['', ' — ', '***']) expect(matchText(['Leaves — ***'], { ...bare, quote })).toBeUndefined();
    expect(matchText([], { ...bare, quote: 'Leaves' })).toBeUndefined();
  });

  it('are found in scripts without spaces, and with accents drawn apart', () => {
    const parts = ['光合作用は', '葉で起こる。'];
    expect(marked(parts, matchText(parts, { ...bare, quote: '光合作用は葉で' }))).toEqual(['光合作用は', '葉で']);
    expect(matchText(['Cafe\u0301 noir'], { ...bare, quote: 'Café' })).toEqual([{ part: 0, start: 0, end: 5 }]);
  });

  it('are all there, in order, wherever lines are broken', () => {
    const word = fc.stringMatching(/^[a-zé]{1,9}$/u);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 3, maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (words, a, b, width) => {
          const text = words.join(' ');
          const lines = text.match(new RegExp(`.{1,${(width % 40) + 1}}`, 'gu')) ?? [];
          const [from, to] = [a % words.length, b % words.length].sort((x, y) => x - y);
          const quote = words.slice(from, (to ?? 0) + 1).join(' ');
          const before = words.slice(0, from).join(' ');
          const ranges = matchText(lines, { before, quote, after: words.slice((to ?? 0) + 1).join(' ') });
          const joined = marked(lines, ranges)?.join('').replaceAll(' ', '');
          expect(joined).toBe(quote.replaceAll(' ', ''));
        },
      ),
    );
  });
});
