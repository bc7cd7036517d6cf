import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleOf } from '../../src/voice/title.ts';

describe('a conversation’s title', () => {
  it.each([
    {
      what: 'is the whole question when it is short',
      question: ' Why is\n the sky  blue? ',
      title: 'Why is the sky blue?',
    },
    {
      what: 'ends at a word when the question is long',
      question: 'Could you explain to me once more how exactly the leaves of a plant make sugar out of light?',
      title: 'Could you explain to me once more how exactly the leaves of…',
    },
    { what: 'cuts one endless word', question: 'a'.repeat(100), title: `${'a'.repeat(59)}…` },
  ])('$what', ({ question, title }) => {
    expect(titleOf(question)).toBe(title);
  });

  it('is one line of at most 60 characters and never empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (question) => {
        fc.pre(question.trim() !== '');
        const title = titleOf(question);
        expect(title).not.toBe('');
        expect(title).not.toMatch(/[\n\r]/);
        expect(title.length).toBeLessThanOrEqual(60);
        expect(title.isWellFormed()).toBe(true);
      }),
    );
  });
});
