import { describe, expect, it } from 'vitest';
import { PDF } from '../../../src/protocol/document-kinds.ts';
import { extractorOf } from '../../support/extractors.ts';
import { makeBook, makePdf, makePdfBomb } from '../../support/pdf.ts';

const extractor = extractorOf(PDF);

describe('the text of a PDF', () => {
  it('comes page by page with the offset of each page, and the title', async () => {
    const file = await makePdf(['Leaves are green.', 'Roots drink water.'], { title: 'On plants' });
    const { text, pages, title } = await extractor.extract(file);
    expect(title).toBe('On plants');
    expect(pages.length).toBe(2);
    expect(text.slice(0, pages[1]).trim()).toBe('Leaves are green.');
    expect(text.slice(pages[1]).trim()).toBe('Roots drink water.');
  });

  it('joins the lines of a paragraph, makes hyphenated words whole and parts paragraphs', async () => {
    const wrapped = `${'Plants make sugar out of sunlight. '.repeat(8)}They hold chlo-\nrophyll.`;
    const { text } = await extractor.extract(await makePdf([`${wrapped}\n\n\nAnother paragraph.`]));
    expect(text).toContain('They hold chlorophyll.\n\nAnother paragraph.');
    expect(text.split('They hold')[0]).not.toContain('\n');
  });

  it('goes down the left column and on in the right one, without running headers, footers and page numbers', async () => {
    const column = (n: number) =>
      `${`Part ${n}. Whales sing for hours, ${n} of them. `.repeat(9)}Nobody knows what the ${n}`;
    const right = 'say to each other, though.\n\nSharks are silent.';
    const pages = Array.from({ length: 4 }, (_, index) => ({
      left: column(index * 3),
      right: `${index * 3} ${right}`,
    }));
    const { text, pages: starts } = await extractor.extract(await makeBook(pages));
    expect(text).not.toMatch(/Animals of the sea|of the book/);
    for (const [index, start] of starts.entries()) {
      const page = text.slice(start, starts[index + 1]).trim();
      const n = index * 3;
      expect(page).toBe(`${column(n)} ${n} ${right}`);
    }
  });

  it('keeps a line that only two pages share', async () => {
    const { text } = await extractor.extract(await makeBook([0, 1].map(() => ({ left: 'One.', right: 'Two.' }))));
    expect(text.match(/Animals of the sea/g)?.length).toBe(2);
  });

  it('keeps empty pages in the count', async () => {
    const { pages, text } = await extractor.extract(await makePdf(['One.', '', 'Three.']));
    expect(pages.length).toBe(3);
    expect(text.slice(pages[2]).trim()).toBe('Three.');
  });

  it('leaves the caller its bytes', async () => {
    const file = await makePdf(['Still here.']);
    await extractor.extract(file);
    expect(file.subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('a PDF that cannot be read', () => {
  it('is refused when it wants a password', async () => {
    const file = await makePdf(['secret'], { password: 'open sesame' });
    await expect(extractor.extract(file)).rejects.toMatchObject({ code: 'pdf_encrypted', status: 422 });
  });

  it('is refused when it holds pictures only', async () => {
    await expect(extractor.extract(await makePdf(['', '']))).rejects.toMatchObject({ code: 'pdf_without_text' });
  });

  it('is refused when it is cut off before its first page', async () => {
    const file = await makePdf(['whole']);
    await expect(extractor.extract(file.subarray(0, 60))).rejects.toMatchObject({ code: 'pdf_damaged' });
  });

  it('is refused when only its first bytes say PDF', async () => {
    const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5000, 0xa7)]);
    await expect(extractor.extract(file)).rejects.toMatchObject({ code: 'pdf_damaged' });
  });

  it('is stopped when it takes too long', async () => {
    const hurried = extractorOf(PDF, { timeLimitMs: 1 });
    await expect(hurried.extract(await makePdf(['slow']))).rejects.toMatchObject({ code: 'pdf_too_slow' });
  });

  it('is stopped when it unpacks to more than it may, and the next one is read', async () => {
    const modest = extractorOf(PDF, { memoryLimitMb: 64 });
    await expect(modest.extract(makePdfBomb(400_000_000))).rejects.toMatchObject({ code: 'pdf_too_heavy' });
    await expect(modest.extract(await makePdf(['Next.']))).resolves.toMatchObject({ pages: [0] });
  });

  it('is stopped when it fills the heap of its thread', async () => {
    const tiny = extractorOf(PDF, { memoryLimitMb: 4 });
    await expect(tiny.extract(await makePdf(['x']))).rejects.toMatchObject({ code: 'pdf_too_heavy' });
  });

  it('is let go when nobody waits for it any more', async () => {
    const controller = new AbortController();
    const reading = extractor.extract(await makePdf(['x']), controller.signal);
    controller.abort(new Error('deleted meanwhile'));
    await expect(reading).rejects.toThrow('deleted meanwhile');
  });
});
