import { describe, expect, it } from 'vitest';
import { DOCX, EPUB, PPTX } from '../../../src/protocol/document-kinds.ts';
import { epubEntries } from '../../support/epub.ts';
import { extractorOf } from '../../support/extractors.ts';
import { docxEntries, pptxEntries, wordParagraph } from '../../support/office.ts';
import { makeZip, type ZipEntry } from '../../support/zip.ts';

const MB = 1024 * 1024;
const kinds: [string, string, ZipEntry[]][] = [
  ['docx', DOCX, docxEntries(wordParagraph('Still here.'))],
  ['pptx', PPTX, pptxEntries([{ title: 'Still here.', body: [] }])],
  ['epub', EPUB, epubEntries([{ body: '<p>Still here.</p>' }])],
];
const zeros = (bytes: number): ZipEntry => ({ name: 'media/a.bin', content: Buffer.alloc(bytes) });
/** Hardly to be packed. */
const noise = (bytes: number): ZipEntry => ({ name: 'media/b.bin', content: Buffer.alloc(bytes, 'x'), stored: true });

describe.each(kinds)('a hostile %s', (code, kind, entries) => {
  const read = (further: ZipEntry[], options = {}) =>
    extractorOf(kind, options).extract(makeZip([...entries, ...further]));

  it('is refused when a file in it unpacks to far more than it is', async () => {
    await expect(read([zeros(MB)])).resolves.toMatchObject({ text: expect.stringContaining('Still here.') });
    await expect(read([zeros(MB + 1)])).rejects.toMatchObject({ code: 'archive_bomb', status: 422 });
  });

  it('is refused when it unpacks to more than it may, to the byte', async () => {
    const own = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.content), 0);
    const archive = { totalBytes: own + 1000 };
    await expect(read([noise(1000)], { archive })).resolves.toBeDefined();
    await expect(read([noise(1001)], { archive })).rejects.toMatchObject({ code: 'archive_too_large' });
  });

  it('is refused when a part that is read is larger than it may be, to the byte', async () => {
    const largest = Math.max(...entries.map((entry) => Buffer.byteLength(entry.content)));
    await expect(read([], { archive: { entryBytes: largest } })).resolves.toBeDefined();
    const tight = { archive: { entryBytes: 50 } };
    await expect(read([], tight)).rejects.toMatchObject({ code: 'archive_too_large' });
  });

  it('is refused when it has one file more than it may', async () => {
    const archive = { entries: entries.length + 1 };
    await expect(read([noise(1)], { archive })).resolves.toBeDefined();
    await expect(read([noise(1), zeros(1)], { archive })).rejects.toMatchObject({ code: 'archive_too_many_files' });
  });

  it('is refused when it is full of archives, and unpacks none of a few', async () => {
    const inner = makeZip([{ name: 'deep.bin', content: Buffer.alloc(50 * MB) }]);
    const nested = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ name: `media/${at}.zip`, content: inner, stored: true }));
    await expect(read(nested(100))).resolves.toMatchObject({ text: expect.stringContaining('Still here.') });
    await expect(read(nested(101))).rejects.toMatchObject({ code: 'archive_nested' });
  });

  it.each(['../../evil.sh', '/etc/evil', 'C:\\evil', 'a/../../evil'])('is refused for the path %s', async (name) => {
    await expect(read([{ name, content: 'evil' }])).rejects.toMatchObject({ code: 'archive_unsafe_path' });
  });

  it('is refused when a password locks it', async () => {
    await expect(read([{ name: 'a', content: 'a', encrypted: true }])).rejects.toMatchObject({
      code: `${code}_encrypted`,
    });
  });

  it('is refused when it is cut off anywhere, empty, or says less than it holds', async () => {
    const whole = makeZip(entries);
    const extractor = extractorOf(kind);
    for (const bytes of [0, 4, Math.floor(whole.length / 2), whole.length - 1]) {
      await expect(extractor.extract(whole.subarray(0, bytes))).rejects.toMatchObject({ code: `${code}_damaged` });
    }
    const lying = makeZip(entries.map((entry) => ({ ...entry, claimedBytes: 10 })));
    await expect(extractor.extract(lying)).rejects.toMatchObject({ code: `${code}_damaged` });
  });

  it('is refused when any of its parts defines entities, however they would grow', async () => {
    const lol = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const laughs = `<!DOCTYPE x [<!ENTITY l0 "lol">${lol}<!ENTITY file SYSTEM "file:///etc/passwd">]>`;
    const infected = entries.map((entry) => ({
      ...entry,
      content: entry.stored ? entry.content : `${entry.content}`.replace(/(<\?xml.*?\?>\s*)/, `$1${laughs}`),
    }));
    await expect(extractorOf(kind).extract(makeZip(infected))).rejects.toMatchObject({ code: 'xml_entities' });
  });

  it('is stopped when it takes too long', async () => {
    await expect(read([], { timeLimitMs: 1 })).rejects.toMatchObject({ code: `${code}_too_slow` });
  });

  it('is stopped when it takes too much memory', async () => {
    await expect(read([], { memoryLimitMb: 3 })).rejects.toMatchObject({ code: `${code}_too_heavy` });
  });
});
