import { describe, expect, it } from 'vitest';
import { raisedText } from '../../../src/adapters/extraction/raised-text.ts';

describe('what is raised', () => {
  it.each([
    ['10', '6', '^6'],
    ['(a + b)', '2', '^2'],
    ['E = mc', '2', '^2'],
    ['s = gt', '2', '^2'],
    ['an area of 5 km', '2', '^2'],
    ['площадь 5 км', '2', '^2'],
    ['x', 'n', '^n'],
    ['θ', '2', '^2'],
    ['6 mol', '−1', '^−1'],
    ['Ca', '2+', '^2+'],
    ['2', 'n+1', '^(n+1)'],
    ['Na', '+', '^+'],
    ['in all 12,500', '2', '^2'],
  ])('behind %s is a power: %s', (before, raised, typed) => {
    expect(raisedText(before, raised)).toBe(typed);
  });

  it.each([
    ['The whale sings', '3', '[3]'],
    ['whales of the sea', '1', '[1]'],
    ['It carries DNA', '2', '[2]'],
    ['since 1914', '1', '[1]'],
    ['что было', '2', '[2]'],
    ['это он', '2', '[2]'],
    ['鲸', '1', '[1]'],
    ['he said.', '4, 5', '[4, 5]'],
  ])('behind %s is the mark of a note: %s', (before, raised, typed) => {
    expect(raisedText(before, raised)).toBe(typed);
  });

  it.each([
    ['the 1', 'st'],
    ['at 12:', '00'],
    ['n', 'os'],
  ])('behind %s is neither: %s', (before, raised) => {
    expect(raisedText(before, raised)).toBe(raised);
  });
});
