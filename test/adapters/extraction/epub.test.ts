import { describe, expect, it } from 'vitest';
import { documentKind } from '../../../src/knowledge/document-kind.ts';
import { EPUB } from '../../../src/protocol/document-kinds.ts';
import { epubEntries, makeEpub } from '../../support/epub.ts';
import { extractorOf } from '../../support/extractors.ts';
import { makeZip } from '../../support/zip.ts';

const epub = extractorOf(EPUB);
const chapters = [
  { body: '<p>It was a dark night&nbsp;&mdash; and wet.</p><p>So<br/>it went.</p>', listed: 'Chapter One' },
  { body: '<h1>Two</h1><ol><li>First</li><li>Then<ul><li>inside</li></ul></li></ol><pre>a  b\n c</pre>', listed: '2' },
];
const locked = (algorithm: string) => ({
  name: 'META-INF/encryption.xml',
  content: `<encryption><enc:EncryptedData xmlns:enc="x"><enc:EncryptionMethod Algorithm="${algorithm}"/></enc:EncryptedData></encryption>`,
});

describe('an e-book', () => {
  it('is read in reading order, chapters headed by themselves or by the table of contents', async () => {
    const file = makeEpub(chapters, 'Nights');
    expect(documentKind(file, 'book.zip')).toBe(EPUB);
    await expect(epub.extract(file)).resolves.toEqual({
      text:
        '# Chapter One\n\nIt was a dark night — and wet.\n\nSo\nit went.\n\n' +
        '# Two\n\n1. First\n2. Then\n  - inside\n\n```\na  b\n c\n```',
      pages: [],
      title: 'Nights',
    });
  });

  it('has no numbers of printed pages in its sentences, and its notes marked as such', async () => {
    const body =
      '<h1>Sea</h1><p>The wha<span epub:type="pagebreak" title="12">12</span>le sings<a epub:type="noteref" href="#n">1</a> ' +
      'and <a role="doc-noteref" href="#m"><sup>2</sup></a>dives.</p><div role="doc-pagebreak">13</div><p>It weighs 10<sup>5</sup> kg.</p>';
    const { text } = await epub.extract(makeEpub([{ body }]));
    expect(text).toBe('# Sea\n\nThe whale sings[1] and [2]dives.\n\nIt weighs 10^5 kg.');
  });

  it('is refused when its chapters are locked, and read when only its fonts are scrambled', async () => {
    const aes = makeZip([...epubEntries(chapters), locked('http://www.w3.org/2001/04/xmlenc#aes128-cbc')]);
    await expect(epub.extract(aes)).rejects.toMatchObject({ code: 'epub_encrypted' });
    const fonts = makeZip([...epubEntries(chapters), locked('http://www.idpf.org/2008/embedding')]);
    await expect(epub.extract(fonts)).resolves.toMatchObject({ title: 'A book' });
  });

  it('is refused when a chapter or the package is missing', async () => {
    const entries = epubEntries(chapters);
    for (const missing of ['OEBPS/text/c 1.xhtml', 'OEBPS/book.opf', 'META-INF/container.xml']) {
      const file = makeZip(entries.filter((entry) => entry.name !== missing));
      await expect(epub.extract(file)).rejects.toMatchObject({ code: 'epub_damaged' });
    }
  });
});
