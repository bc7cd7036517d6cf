import { describe, expect, it } from 'vitest';
import { foundText } from '../../../src/client/search/found-text.ts';

describe('how many places were found', () => {
  it('is said as a number where that is all of them', () => {
    expect([foundText(1), foundText(2), foundText(19)]).toEqual([
      '1 place found.',
      '2 places found.',
      '19 places found.',
    ]);
  });

  it('is not claimed to be all where no more were asked for', () => {
    expect(foundText(20)).toBe('The 20 best places are shown.');
  });
});
