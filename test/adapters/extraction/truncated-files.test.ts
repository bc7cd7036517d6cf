import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createPictures } from '../../../src/adapters/extraction/pictures.ts';
import { AppError } from '../../../src/errors.ts';
import { documentKind, HEAD_BYTES } from '../../../src/knowledge/document-kind.ts';
import { createExtraction } from '../../../src/knowledge/extract.ts';
import { realExtractors } from '../../support/extractors.ts';
import { drawnWords } from '../../support/images.ts';

const TENTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const signal = new AbortController().signal;
const extraction = createExtraction({ extractors: realExtractors() });
const pictures = createPictures();

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url));

/** What is read of each beginning of a file, or the code of the error that says why nothing is. */
async function ofEachTenth<Read>(file: Buffer, read: (part: Buffer) => Promise<Read>): Promise<(Read | string)[]> {
  const outcomes: (Read | string)[] = [];
  for (const tenth of TENTHS) {
    const part = file.subarray(0, Math.floor((file.length * tenth) / 10));
    const outcome = await read(part).catch((error: unknown) => {
      if (error instanceof AppError && error.status < 500) return error.code;
      throw error;
    });
    outcomes.push(outcome);
  }
  return outcomes;
}

/** As an upload goes: kind by content first. */
async function wordsOf(file: Buffer, name: string): Promise<string[]> {
  const kind = documentKind(file.subarray(0, HEAD_BYTES), name);
  const { text } = await extraction.extract(file, { kind, learnerId: 'ada' }, signal);
  return text.split(/[\s#:]+/).filter((word) => word !== '');
}

/** Whether words are the first of others but for some between them; the last may be cut off itself. */
function isBeginning(words: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const word of words.slice(0, -1)) {
    at = whole.indexOf(word, at) + 1;
    if (at === 0) return false;
  }
  return words.length <= whole.length;
}

describe('a file that is cut off at any tenth', () => {
  it.each([
    ['PDF', 'libreoffice-tides.pdf', 'pdf_damaged'],
    ['Word file', 'libreoffice-tides.docx', 'docx_damaged'],
    ['presentation', 'libreoffice-tides.pptx', 'pptx_damaged'],
    ['e-book', 'pandoc-tides.epub', 'epub_damaged'],
  ])('is refused: %s', async (_, name, code) => {
    const [empty, ...others] = await ofEachTenth(await fixture(name), (part) => wordsOf(part, name));
    expect(empty).toBe('empty_file');
    // So little of a Word file is an archive of anything yet.
    for (const outcome of others) expect([code, 'unsupported_kind']).toContain(outcome);
    expect(others.at(-1)).toBe(code);
  });

  it.each([
    ['web page', 'chromium-whales.html', 'html_without_text'],
    ['table', 'libreoffice-places.csv', 'csv_without_text'],
    ['text', 'pandoc-tides-utf-16.txt', 'document_without_text'],
  ])('is read as far as it goes, or has no text yet: %s', async (_, name, code) => {
    const file = await fixture(name);
    const whole = await wordsOf(file, name);
    const [empty, ...others] = await ofEachTenth(file, (part) => wordsOf(part, name));
    expect(empty).toBe('empty_file');
    for (const outcome of others) {
      if (typeof outcome === 'string') expect(outcome).toBe(code);
      else expect(isBeginning(outcome, whole)).toBe(true);
    }
    expect(typeof others.at(-1)).not.toBe('string');
  });

  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('is refused as damaged: image as %s', async (format) => {
    const image = await drawnWords('Cut off', { width: 200, height: 160 }).toFormat(format).toBuffer();
    const outcomes = await ofEachTenth(image, (part) => pictures.ofImage(part, signal));
    expect(outcomes).toEqual(Array(10).fill('image_damaged'));
  });
});
