import { expect, test } from 'vitest';
import { livePage } from '../../../src/client/reading/live-page.ts';

test('a short quotation is named whole, in an address that holds nothing of it unencoded', () => {
  expect(livePage('https://example.org/leaves?a=1', 'Green, red & well-known - leaves')).toBe(
    'https://example.org/leaves?a=1#:~:text=Green%2C%20red%20well%2Dknown%20leaves',
  );
});

test('a long one is named by its beginning and its end, without marks of Markdown', () => {
  const quote = '## One two three four\n\n- five six seven eight nine ten eleven';
  expect(livePage('https://example.org/', quote)).toBe(
    'https://example.org/#:~:text=One%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven',
  );
});

test('what an address names already stays named', () => {
  expect(livePage('https://example.org/#roots', 'leaves')).toBe('https://example.org/#roots:~:text=leaves');
  expect(livePage('https://example.org/', ' — ')).toBe('https://example.org/');
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'nothing'])(
  '%s is no web page',
  (address) => {
    expect(livePage(address, 'leaves')).toBeUndefined();
  },
);
