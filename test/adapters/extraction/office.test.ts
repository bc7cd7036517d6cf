import { describe, expect, it } from 'vitest';
import { documentKind } from '../../../src/knowledge/document-kind.ts';
import { DOCX, PPTX } from '../../../src/protocol/document-kinds.ts';
import { extractorOf } from '../../support/extractors.ts';
import { makeDocx, makePptx, wordParagraph } from '../../support/office.ts';

const docx = extractorOf(DOCX);
const pptx = extractorOf(PPTX);
const cell = (text: string) => `<w:tc>${wordParagraph(text)}</w:tc>`;

describe('a Word file', () => {
  it('is read in its order, with headings in any language of Word, tables, deletions left out', async () => {
    const file = makeDocx(
      [
        wordParagraph('Plants', 'berschrift1'),
        wordParagraph('They make sugar &amp; air.'),
        wordParagraph('Roots', 'berschrift2'),
        '<w:p><w:r><w:t>They drink</w:t></w:r><w:del><w:r><w:delText> wine</w:delText></w:r></w:del><w:r><w:tab/><w:t>water.</w:t></w:r></w:p>',
        `<w:tbl><w:tr>${cell('Part')}${cell('Task')}</w:tr><w:tr>${cell('Leaf')}${cell('breathes')}</w:tr></w:tbl>`,
        wordParagraph('The end.'),
      ].join(''),
    );
    expect(documentKind(file, 'anything.txt')).toBe(DOCX);
    await expect(docx.extract(file)).resolves.toEqual({
      text: '# Plants\n\nThey make sugar & air.\n\n## Roots\n\nThey drink water.\n\nPart | Task\nLeaf | breathes\n\nThe end.',
      pages: [],
      title: 'On plants',
    });
  });

  it('is refused when it has no text, is cut off, or holds no document', async () => {
    const file = makeDocx(wordParagraph('Whole.'));
    await expect(docx.extract(makeDocx(wordParagraph(' ')))).rejects.toMatchObject({ code: 'docx_without_text' });
    await expect(docx.extract(file.subarray(0, -30))).rejects.toMatchObject({ code: 'docx_damaged', status: 422 });
    await expect(docx.extract(makePptx([]))).rejects.toMatchObject({ code: 'docx_damaged' });
  });
});

describe('a presentation', () => {
  const slides = [
    {
      title: 'Whales',
      body: [
        { level: 0, text: 'They sing' },
        { level: 1, text: 'for miles' },
      ],
      notes: 'Play a song.',
    },
    {
      title: 'Sharks',
      body: [{ level: 0, text: 'They do not.' }],
      table: [
        ['Kind', 'Length'],
        ['Blue', '4 m'],
      ],
    },
  ];

  it('is read slide by slide as shown, each a page, with titles first, notes last and no slide numbers', async () => {
    const file = makePptx(slides);
    expect(documentKind(file, 'talk.docx')).toBe(PPTX);
    const { text, pages } = await pptx.extract(file);
    expect(text.slice(0, pages[1]).trim()).toBe('# Whales\n\n- They sing\n  - for miles\n\nNotes: Play a song.');
    expect(text.slice(pages[1]).trim()).toBe('# Sharks\n\nThey do not.\n\nKind | Length\nBlue | 4 m');
    expect(pages.length).toBe(2);
  });

  it('is refused when it has no slides, or is a Word file', async () => {
    await expect(pptx.extract(makePptx([]))).rejects.toMatchObject({ code: 'pptx_without_text' });
    await expect(pptx.extract(makeDocx(wordParagraph('x')))).rejects.toMatchObject({ code: 'pptx_without_text' });
  });
});
