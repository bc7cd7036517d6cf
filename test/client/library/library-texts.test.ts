import { expect, it } from 'vitest';
import { bytesText } from '../../../src/client/components/bytes-text.ts';
import { pagesText } from '../../../src/client/library/pages-text.ts';
import { typedAddress } from '../../../src/client/library/typed-address.ts';

it('names pages as people do', () => {
  expect(pagesText([3])).toBe('page 3');
  expect(pagesText([2, 5, 6, 7])).toBe('pages 2, 5–7');
  expect(pagesText([1, 2])).toBe('pages 1–2');
});

it('adds the https:// that people leave out, and leaves every other scheme for the server to refuse', () => {
  expect(typedAddress(' example.org/a ')).toBe('https://example.org/a');
  expect(typedAddress('http://example.org')).toBe('http://example.org');
  expect(typedAddress('ftp://example.org')).toBe('ftp://example.org');
  expect(typedAddress('localhost:3000/a')).toBe('https://localhost:3000/a');
});

it('says sizes as people read them', () => {
  expect(bytesText(1023)).toBe('1023 B');
  expect(bytesText(1024)).toBe('1 KB');
  expect(bytesText(4_400_000)).toBe('4.2 MB');
  expect(bytesText(2000 * 1024 * 1024)).toBe('2 GB');
});
