import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createSoundDecoder } from '../../../src/adapters/extraction/sound-decoder.ts';
import { chunk } from '../../../src/knowledge/chunk.ts';
import { documentKind, HEAD_BYTES, hasHeadings } from '../../../src/knowledge/document-kind.ts';
import { createExtraction } from '../../../src/knowledge/extract.ts';
import { documentKinds, isImage, isRecording } from '../../../src/protocol/document-kinds.ts';
import { realExtractors } from '../../support/extractors.ts';

const FOLDER = new URL('../../fixtures/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => /\.\w+$/.test(name) && !name.endsWith('.md'));
const recordings = names.filter((name) => /-sea\./.test(name));
const texts = names.filter((name) => !recordings.includes(name));
const extraction = createExtraction({ extractors: realExtractors() });
const sounds = createSoundDecoder();
const signal = new AbortController().signal;

const fileOf = (name: string) => readFile(new URL(name, FOLDER));
const kindOf = (file: Buffer, name: string) => documentKind(file.subarray(0, HEAD_BYTES), name);

async function read(name: string, as = name) {
  const file = await fileOf(name);
  const kind = kindOf(file, as);
  return { kind, ...(await extraction.extract(file, { kind, learnerId: 'ada' }, signal)) };
}

describe('a file of another program', () => {
  it('is there of every kind but images, which tests make, and Markdown, which is read as it is', async () => {
    const kinds = new Set(await Promise.all(names.map(async (name) => kindOf(await fileOf(name), name))));
    const missing = documentKinds.filter(({ type }) => !kinds.has(type) && !isImage(type));
    expect(missing.map(({ type }) => type)).toEqual(['text/markdown']);
  });

  it.each(texts)('is read as it is meant: %s', async (name) => {
    const { text } = await read(name);
    const expected = await readFile(new URL(`expected/${name}.txt`, FOLDER), 'utf8');
    expect(text.trim()).toBe(expected.trim());
  });

  it.each(texts.filter((name) => !name.endsWith('.csv')))(
    'is known by its content under a wrong name: %s',
    async (name) => {
      const file = await fileOf(name);
      expect(kindOf(file, 'wrong.pdf')).toBe(kindOf(file, name));
    },
  );

  it.each(texts)(
    'has passages that are its text, on pages that rise, with nothing lost between them: %s',
    async (name) => {
      const { text, pages, kind } = await read(name);
      const passages = [...chunk({ text, pages, markdown: hasHeadings(kind) })];
      let covered = 0;
      let page = 0;
      for (const passage of passages) {
        expect(text.slice(passage.start, passage.end)).toBe(passage.text);
        expect(text.slice(covered, Math.max(covered, passage.start)).trim()).toBe('');
        covered = Math.max(covered, passage.end);
        expect(passage.page ?? 0).toBeGreaterThanOrEqual(page);
        page = passage.page ?? 0;
        if (passage.page) expect(passage.start).toBeGreaterThanOrEqual(pages[passage.page - 1] ?? Number.NaN);
        if (passage.page) expect(passage.end).toBeLessThanOrEqual(pages[passage.page] ?? text.length);
      }
      expect(text.slice(covered).trim()).toBe('');
    },
  );
});

describe('a recording of another program', () => {
  it.each(recordings)('is heard at 16 kHz, whole and in part: %s', async (name) => {
    const file = await fileOf(name);
    expect(isRecording(kindOf(file, 'wrong.txt'))).toBe(true);
    const [original, samples, part] = await Promise.all([
      sounds.decode(await fileOf('espeak-sea.wav'), { from: 0, to: 60 }, signal),
      sounds.decode(file, { from: 0, to: 60 }, signal),
      sounds.decode(file, { from: 0.5, to: 1 }, signal),
    ]);
    // Encoders put up to a tenth of a second of silence before and after.
    expect(Math.abs(samples.length - original.length)).toBeLessThan(3200);
    expect(Math.abs((await sounds.length(file, signal)) - original.length / 16_000)).toBeLessThan(0.2);
    expect(Math.abs(part.length - 8000)).toBeLessThan(1600);
    expect(loudness(samples) / loudness(original)).toBeGreaterThan(0.8);
    expect(loudness(samples) / loudness(original)).toBeLessThan(1.2);
  });

  it.each(recordings)(
    'is refused, or heard as far as it goes, when it is cut off: %s',
    async (name) => {
      const file = await fileOf(name);
      for (let tenth = 0; tenth < 10; tenth += 1) {
        const cut = file.subarray(0, Math.floor((file.length * tenth) / 10));
        const outcome = await sounds.decode(cut, { from: 0, to: 60 }, signal).then(
          (samples) => samples.length / 16_000 < 2,
          (error: { code?: string }) => error.code === 'recording_damaged',
        );
        expect(outcome).toBe(true);
      }
    },
    90_000,
  );
});

function loudness(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / Math.max(samples.length, 1));
}
