import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marksOf } from '../../src/knowledge/marks.ts';

const marked = (query: string, text: string) => marksOf(query, text).map(({ start, end }) => text.slice(start, end));

describe('marking the words of a query', () => {
  it.each<[query: string, text: string, marks: string[]]>([
    ['green leaves', 'The Leaf is green; leaves are.', ['green', 'leaves']],
    ['running', 'He runs. She ran, running.', ['runs', 'running']],
    ['cafe', 'Das Café, zwei CAFÉS.', ['Café', 'CAFÉS']],
    ['what is the light', 'The light is what it is.', ['light']],
    ['photosyn', 'All about photosynthesis.', ['photosynthesis']],
    ['光合作用', '植物的光合作用。', ['光合作用']],
    ['作用', '植物的光合作用。', ['作用']],
    ['<b>light</b>', 'A light.', ['light']],
    ['', 'A light.', []],
    ['" * (', 'A light.', []],
    ['𝒜 light', 'Light 😀 light', ['Light', 'light']],
  ])('%j in %j marks %j', (query, text, marks) => {
    expect(marked(query, text)).toEqual(marks);
  });

  it('gives ranges inside the text, in order, that do not overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (query, text) => {
        let before = 0;
        for (const { start, end } of marksOf(query, text)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = end;
        }
      }),
    );
  });
});
