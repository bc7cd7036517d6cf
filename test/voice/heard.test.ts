import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heardOf } from '../../src/voice/heard.ts';

describe('what was heard', () => {
  it.each([
    { what: 'ends before a word that was cut', text: 'Leaves make sugar.', chars: 9, heard: 'Leaves' },
    { what: 'keeps a word that was heard to its end', text: 'Leaves make sugar.', chars: 11, heard: 'Leaves make' },
    { what: 'drops the space behind the last word', text: 'Leaves make sugar.', chars: 12, heard: 'Leaves make' },
    { what: 'is nothing before the first word ended', text: 'Photosynthesis', chars: 13, heard: '' },
    { what: 'is nothing when nothing was heard', text: 'Leaves', chars: 0, heard: '' },
    { what: 'is all of it at its very end', text: 'Leaves make.', chars: 12, heard: 'Leaves make.' },
    { what: 'is never more than was sent', text: 'Leaves', chars: 1_000_000, heard: 'Leaves' },
    { what: 'goes by words where there are no spaces', text: '光合作用产生糖分', chars: 5, heard: '光合作用' },
    { what: 'never splits a character of two units', text: '👍👍', chars: 3, heard: '👍' },
  ])('$what', ({ text, chars, heard }) => {
    expect(heardOf(text, chars)).toBe(heard);
  });

  it('is always a beginning of the text, and never longer than told', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(200), (text, chars) => {
        const heard = heardOf(text, chars);
        expect(text.startsWith(heard)).toBe(true);
        expect(heard.length).toBeLessThanOrEqual(Math.max(chars, 0));
      }),
    );
  });
});
