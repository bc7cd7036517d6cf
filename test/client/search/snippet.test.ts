import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snippetOf } from '../../../src/client/search/snippet.ts';

const filler = Array.from({ length: 100 }, (_, at) => `word${at}`).join(' ');
const markOf = (text: string, word: string) => ({ start: text.indexOf(word), end: text.indexOf(word) + word.length });

describe('the part of a result that is shown', () => {
  it('is all of a short text', () => {
    expect(snippetOf('A light.', [{ start: 2, end: 7 }])).toEqual({
      start: 0,
      quote: 'A light.',
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
        expect(text.slice(snippet.start, snippet.start + snippet.quote.length)).toBe(snippet.quote);
        for (const mark of snippet.marks) expect(mark.end).toBeLessThanOrEqual(snippet.text.length);
      }),
    );
  });

  const shownWords = (text: string, word: string) => {
    const snippet = snippetOf(text, [markOf(text, word)]);
    return { ...snippet, words: snippet.marks.map(({ start, end }) => snippet.text.slice(start, end)) };
  };

  it('shows no marks of headings and bold print, and still knows where it stands', () => {
    const text = '# Plants\n\n## Why are **leaves** green?\n\nBecause of chlorophyll.';
    const shown = shownWords(text, 'leaves');
    expect(shown.text).toBe('Plants\n\nWhy are leaves green?\n\nBecause of chlorophyll.');
    expect(shown.words).toEqual(['leaves']);
    expect(shown.quote).toBe(text);
    expect(shownWords(text, 'chlorophyll').words).toEqual(['chlorophyll']);
    expect(shownWords(text, 'Plants').words).toEqual(['Plants']);
  });

  it('shows the words of a table without the lines that are drawn for it', () => {
    const text = 'Stages:\n| Stage | Where |\n| --- | :---: |\n| light | thylakoid |';
    const shown = shownWords(text, 'thylakoid');
    expect(shown.text.split(/\s+/)).toEqual(['Stages:', 'Stage', 'Where', 'light', 'thylakoid', '']);
    expect(shown.words).toEqual(['thylakoid']);
    expect(snippetOf('|x| < 3, a|b and a---b', []).text).toBe('|x| < 3, a|b and a---b');
  });

  it('shows what links, emphasis and code say, without their signs', () => {
    const text = 'Mercury is *closest*, see [the **list**](https://example.org/list) and `orbit`; _quickest_ too.';
    const shown = shownWords(text, 'list');
    expect(shown.text).toBe('Mercury is closest, see the list and orbit; quickest too.');
    expect(shown.words).toEqual(['list']);
    expect(shownWords(text, 'quickest').words).toEqual(['quickest']);
    expect(shownWords('![A leaf](leaf.png) is green', 'green').text).toBe('A leaf is green');
  });

  it('begins in the middle of a text with headings, at the place that its quotation has there', () => {
    const text = `# Light\n\n${filler}\n\n## The prism\n\n${filler}`;
    const shown = shownWords(text, 'prism');
    expect(shown.words).toEqual(['prism']);
    expect(shown.text).not.toContain('#');
    expect(shown.quote).toContain('## The prism');
    expect(text.slice(shown.start, shown.start + shown.quote.length)).toBe(shown.quote);
  });

  it.each([
    'Number #5 is C# and 2**3 is 8',
    'a ** b',
    '2 * 3 * 4',
    'a note* and *another',
    'snake_case_name',
    'f(x) [1] (2)',
    '[1](see there)',
    '#hashtag first',
    '####### seven',
  ])('leaves %j as it is', (text) => {
    expect(snippetOf(text, []).text).toBe(text);
  });
});
