import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snippetOf } from '../../../src/client/search/snippet.ts';

const filler = Array.from({ length: 100 }, (_, at) => `word${at}`).join(' ');
const markOf = (text: string, word: string) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });

describe('the part of a result that is shown', () => {
  it('is all of a short text', () => {
    expect(snippetOf('A light.', [{ start: 2, end: 7 }])).toEqual({
      start: 0,
      text: 'A light.',
      marks: [{ start: 2, end: 7 }],
    });
  });

  it('is where the words stand, in whole words', () => {
    const text = `${filler} prism ${filler}`;
    const { text: shown, marks } = snippetOf(text, [markOf(text, 'prism')]);
    expect(shown.length).toBeLessThanOrEqual(180);
    expect(shown).toMatch(/^word\d+ .*prism.* word\d+$/);
    expect(marks.map(({ start, end }) => shown.slice(start, end))).toEqual(['prism']);
  });

  it('is where most of them stand', () => {
    const text = `glass ${filler} prism of glass ${filler}`;
    const later = text.indexOf('prism of glass');
    const marks = [markOf(text, 'glass'), { start: later, end: later + 5 }, { start: later + 9, end: later + 14 }];
    expect(snippetOf(text, marks).text).toContain('prism of glass');
  });

  it('is a part of the text with marks inside it, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), fc.nat(600), fc.nat(20), (text, from, length) => {
        const start = Math.min(from, text.length);
        const end = Math.min(start + length, text.length);
        const snippet = snippetOf(text, end > start ? [{ start, end }] : []);
        expect(text.slice(snippet.start, snippet.start + snippet.text.length)).toBe(snippet.text);
        for (const mark of snippet.marks) expect(mark.end).toBeLessThanOrEqual(snippet.text.length);
      }),
    );
  });
});
