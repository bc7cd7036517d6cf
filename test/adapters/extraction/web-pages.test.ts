import { describe, expect, it } from 'vitest';
import { createExtraction } from '../../../src/knowledge/extract.ts';
import { CSV, HTML } from '../../../src/protocol/document-kinds.ts';
import { realExtractors } from '../../support/extractors.ts';

const extraction = createExtraction({ extractors: realExtractors() });
const read = (file: string | Buffer, kind: string) =>
  extraction.extract(Buffer.from(file), { kind, learnerId: 'ada' }, new AbortController().signal);
const page = (html: string | Buffer) => read(html, HTML);
const table = (csv: string | Buffer) => read(csv, CSV);
const LONG = 'Whales sing for hours, and they are heard for hundreds of miles, in all the seas. '.repeat(6).trim();

describe('a web page', () => {
  it('is read without what stands around the article, its headings kept', async () => {
    const { text, title } = await page(`<!doctype html><title>Whales</title><body>
      <nav><a href="/">Home</a> <a href="/b">About us</a></nav>
      <article><h1>Whales</h1><p>${LONG}</p><h2>Blue whales</h2><p>${LONG}</p>
      <ul><li>large</li><li>blue</li></ul><script>alert('no')</script></article>
      <aside>Buy our boats!</aside><footer>Imprint</footer>`);
    expect(title).toBe('Whales');
    expect(text).toBe(`# Whales\n\n${LONG}\n\n## Blue whales\n\n${LONG}\n\n- large\n- blue`);
  });

  it('is read whole where it is no article', async () => {
    const { text } = await page(
      '<html><body><header>Menu</header><h1>Notes</h1><p>One &lt; two.<p>Three.</body></html>',
    );
    expect(text).toBe('# Notes\n\nOne < two.\n\nThree.');
  });

  it('is read without its crowd of comments where it does not say what stands around', async () => {
    const crowd = Array.from(
      { length: 20 },
      (_, at) => `<div class="comment"><a href="/u">user${at}</a> <a href="/l">like</a></div>`,
    );
    const { text } =
      await page(`<html><title>Whales – My site</title><body><div class="sidebar"><a href="/">Home</a></div>
      <div class="post"><h1>Whales – My site</h1><p>${LONG}</p><p>${LONG}</p></div><div class="comments">${crowd.join('')}</div></body></html>`);
    expect(text).toContain(LONG);
    expect(text.startsWith('# Whales')).toBe(true);
    expect(text).not.toContain('user3');
  });

  it('is read in the encoding that it names itself', async () => {
    const html = Buffer.from('<html><meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></html>', 'latin1');
    expect((await page(html)).text).toBe('Привет');
  });

  it('is read as it is written where it defines entities: none of them is put in its place', async () => {
    const lol = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
    const file = '<!ENTITY f SYSTEM "file:///etc/passwd">';
    const prolog = `<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">${lol}${file}]>`;
    const { text } = await page(`${prolog}<html><body><p>&l9; and &f; are still here.</p></body></html>`);
    expect(text).toContain('still here');
    expect(text.length).toBeLessThan(5000);
    expect(text).not.toContain('root:');
  });

  it('is refused when it says nothing, or is nested without end', async () => {
    await expect(page('<html><script>1</script></html>')).rejects.toMatchObject({ code: 'html_without_text' });
    const nested = (depth: number) => page(`<html>${'<div>'.repeat(depth)}x`);
    await expect(nested(1900)).resolves.toMatchObject({ text: 'x' });
    await expect(nested(100_000)).rejects.toMatchObject({ code: 'html_damaged' });
  });
});

describe('a table', () => {
  it('is read row by row, each value with what it is', async () => {
    expect((await table('name,note\nAda,"wrote, first"\nAlan,\n\nGrace,"two\nlines"\n')).text).toBe(
      'name: Ada\nnote: wrote, first\n\nname: Alan\n\nname: Grace\nnote: two lines',
    );
  });

  it('is read with the separator it has or names, and without headers', async () => {
    expect((await table('sep=|\na,b|c\n1|2\n')).text).toBe('a,b: 1\nc: 2');
    expect((await table('1815\t1852\n1912\t1954')).text).toBe(
      'Column 1: 1815\nColumn 2: 1852\n\nColumn 1: 1912\nColumn 2: 1954',
    );
    expect((await table('name;born\n')).text).toBe('name\nborn');
  });

  it('is refused when it gets longer than a document may be', async () => {
    const rows = `${'long header '.repeat(80)};b\n${'x;y\n'.repeat(6000)}`;
    await expect(table(rows)).rejects.toMatchObject({ code: 'document_too_long' });
  });
});
