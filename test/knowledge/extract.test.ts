import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentKind } from '../../src/knowledge/document-kind.ts';
import { titleInside, titleOfUpload } from '../../src/knowledge/titles.ts';
import { cleanText } from '../../src/languages/clean-text.ts';

/** A tar file of one empty file. */
function tape(path: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write('ustar\0', 257);
  return Buffer.concat([header, Buffer.alloc(1024)]);
}

describe('the kind of a file', () => {
  it('is found in its content, whatever its name says', () => {
    expect(documentKind(Buffer.from('%PDF-1.7 …'), 'notes.txt')).toBe('application/pdf');
    expect(documentKind(Buffer.from('Just words.'), 'book.pdf')).toBe('text/plain');
    expect(documentKind(Buffer.from('# Words'), 'README.MD')).toBe('text/markdown');
    expect(documentKind(Buffer.from('\ufeffwide', 'utf16le'), 'wide.txt')).toBe('text/plain');
  });

  it.each([
    ['a zip archive', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0])],
    ['a bitmap', Buffer.from('BM6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1')],
    ['noise', Buffer.from(Array.from({ length: 1000 }, (_, i) => (i * 73) % 256))],
    ['a rich text file', Buffer.from('{\\rtf1 Hi}')],
    ['a tape archive, whatever its paths are', tape('../../etc/cron.d/evil')],
    ['what gzip packed', gzipSync('Just words.')],
    ['a 7z archive', Buffer.from('377abcaf271c0004000000000000000000000000', 'hex')],
    ['a RAR archive', Buffer.from('526172211a0701000000000000000000', 'hex')],
    ['a program', Buffer.from('7f454c4602010100000000000000000002003e00', 'hex')],
    ['a database', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(84)])],
    ['a file of an old Office program', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ])('is refused for %s', (_, head) => {
    expect(() => documentKind(head, 'notes.txt')).toThrow(expect.objectContaining({ code: 'unsupported_kind' }));
  });

  it('is a web page where a page begins, after a mark and comments too', () => {
    expect(documentKind(Buffer.from('<!DOCTYPE html><p>Hi'), 'a.md')).toBe('text/html');
    expect(documentKind(Buffer.from('\ufeff\n<!-- saved -->\n<html lang="de">'), 'a')).toBe('text/html');
    expect(documentKind(Buffer.from('\ufeff<html>Hi</html>', 'utf16le'), 'a')).toBe('text/html');
    expect(documentKind(Buffer.from('How <html> pages begin.'), 'a')).toBe('text/plain');
  });

  it('is a table where every row has as many cells, or most have and the name says so', () => {
    const table = 'name;born;died\nAda;1815;1852\nAlan;1912;1954\nGrace;1906;1992\nKurt;1906;1978\n';
    expect(documentKind(Buffer.from(table), 'people')).toBe('text/csv');
    expect(documentKind(Buffer.from('a\tb\n1\t2\n'), 'short.TSV')).toBe('text/csv');
    expect(documentKind(Buffer.from('Once, twice.\nThrice, never, ever.\n'), 'prose')).toBe('text/plain');
    expect(documentKind(Buffer.from('Only words\nin here\n'), 'words.csv')).toBe('text/plain');
  });

  it('says what to do about an Office file that a password locks', () => {
    const file = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]);
    expect(() => documentKind(file, 'a.docx')).toThrow(expect.objectContaining({ code: 'office_encrypted' }));
  });

  it('is an image where one begins', () => {
    const images = {
      png: '89504e470d0a1a0a',
      jpeg: 'ffd8ffe0',
      gif: '474946383961',
      webp: '5249464610000000574542505650',
    };
    for (const [name, start] of Object.entries(images)) {
      expect(documentKind(Buffer.from(start, 'hex'), 'notes.txt')).toBe(`image/${name}`);
    }
  });

  it('is refused for an empty file', () => {
    expect(() => documentKind(new Uint8Array(), 'a.txt')).toThrow(expect.objectContaining({ code: 'empty_file' }));
  });
});

describe('cleaning', () => {
  it('leaves nothing that a database refuses, and page offsets inside the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }).map((text) => `${text}\0\ud800\r\n`)), (parts) => {
        let length = 0;
        const pages = parts.map((part) => {
          length += part.length;
          return length - part.length;
        });
        const cleaned = cleanText({ text: parts.join(''), pages });
        expect(cleaned.text.includes('\0')).toBe(false);
        expect(cleaned.text.isWellFormed()).toBe(true);
        expect(cleaned.text.includes('\r')).toBe(false);
        expect(cleaned.pages.length).toBe(parts.length);
        expect(cleaned.pages).toEqual([...cleaned.pages].sort((a, b) => a - b));
        expect(cleaned.pages.every((at) => at <= cleaned.text.length)).toBe(true);
      }),
    );
  });

  it('composes letters, so that a search finds them', () => {
    expect(cleanText({ text: 'Cafe\u0301', pages: [] }).text).toBe('Café');
  });
});

describe('titles', () => {
  it('come from the first heading of Markdown, else from the name without path and ending', () => {
    expect(titleOfUpload('a.md', 'text/markdown', 'Intro\n\n# The  *real* title\n')).toBe('The *real* title');
    expect(titleOfUpload('../../etc/my_notes.final.txt', 'text/plain', '# no')).toBe('my notes.final');
    expect(titleOfUpload('C:\\papers\\Übung 3.pdf', 'application/pdf', '%PDF')).toBe('Übung 3');
    expect(titleOfUpload('.md', 'text/markdown', '')).toBe('Untitled');
  });

  it('are cut at 200 characters, never inside one', () => {
    const title = titleOfUpload(`${'😀'.repeat(150)}.txt`, 'text/plain', '');
    expect(title.length).toBeLessThanOrEqual(200);
    expect(title.isWellFormed()).toBe(true);
    expect(titleOfUpload(`${'a'.repeat(200)}.txt`, 'text/plain', '')).toBe('a'.repeat(200));
  });

  it('inside a PDF count unless a program made them up', () => {
    expect(titleInside('On the Origin of Species')).toBe('On the Origin of Species');
    expect(titleInside('Microsoft Word - draft7.docx')).toBeUndefined();
    expect(titleInside('about:blank')).toBeUndefined();
    expect(titleInside('  ')).toBeUndefined();
  });
});
