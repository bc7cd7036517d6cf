import { expect, test } from 'vitest';
import { inertHtml } from '../../../src/client/reading/inert-html.ts';

test.each([
  ['a style', '<p class="a" style="color: red">Red</p>', '<p class="a" data-style="color: red">Red</p>'],
  ['a style right behind an attribute', '<p class="a"STYLE=x>Red</p>', '<p class="a"data-STYLE=x>Red</p>'],
  ['a program', '<a onclick="go(1 > 0)">Go</a>', '<a data-onclick="go(1 > 0)">Go</a>'],
  ['styles and programs of a page', '<style>p {}</style><script>"<style>"</script><p>Text</p>', '<p>Text</p>'],
  ['what is commented out', '<!-- <p style="a"> --><p>Text</p>', '<p>Text</p>'],
])('%s is taken out before the page is parsed', (_, html, inert) => {
  expect(inertHtml(html)).toBe(inert);
});

test.each(['<p>One = style = on = 2 &lt;p style="x"&gt;</p>', 'a < b and style=c', '<style>never closed'])(
  'what is read stays as it is: %s',
  (html) => {
    expect(inertHtml(html)).toBe(html);
  },
);

test('a page without end is read in time that grows with its length', () => {
  const html = '<p '.repeat(200_000);
  expect(inertHtml(html)).toBe(html);
});
