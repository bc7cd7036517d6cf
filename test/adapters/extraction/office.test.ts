import { describe, expect, it } from 'vitest';
import { documentKind } from '../../../src/knowledge/document-kind.ts';
import { DOCX, PPTX } from '../../../src/protocol/document-kinds.ts';
import { extractorOf } from '../../support/extractors.ts';
import { makeDocx, makePptx, pptxEntries, wordParagraph } from '../../support/office.ts';
import { makeZip } from '../../support/zip.ts';

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

  it('is read in its order also where it is written downwards, numbers across and readings beside the letters included', async () => {
    const across = '<w:r><w:rPr><w:eastAsianLayout w:id="1" w:vert="1"/></w:rPr><w:t>12</w:t></w:r>';
    const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
    const ruby = `<w:r><w:ruby><w:rt>${run('つき')}</w:rt><w:rubyBase>${run('月')}</w:rubyBase></w:ruby></w:r>`;
    const downwards = '<w:tcPr><w:textDirection w:val="tbRl"/></w:tcPr>';
    const file = makeDocx(
      [
        `<w:p>${ruby}${run('は一年に')}${across}${run('回満ちる。')}</w:p>`,
        wordParagraph('地球のまわりを回る。'),
        `<w:tbl><w:tr><w:tc>${downwards}${wordParagraph('新月')}</w:tc><w:tc>${downwards}${wordParagraph('満月')}</w:tc></w:tr></w:tbl>`,
        '<w:sectPr><w:textDirection w:val="tbRl"/></w:sectPr>',
      ].join(''),
    );
    const { text } = await docx.extract(file);
    expect(text).toBe('月は一年に12回満ちる。\n\n地球のまわりを回る。\n\n新月 | 満月');
  });

  it('has its formulas where they stand, as they are typed', async () => {
    const t = (text: string) => `<m:r><w:rPr><w:i/></w:rPr><m:t>${text}</m:t></m:r>`;
    const power = (base: string, to: string) => `<m:sSup><m:e>${t(base)}</m:e><m:sup>${t(to)}</m:sup></m:sSup>`;
    const root = `<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>${power('b', '2')}${t('−4ac')}</m:e></m:rad>`;
    const roots = `<m:f><m:num>${t('−b±')}${root}</m:num><m:den>${t('2a')}</m:den></m:f>`;
    const sum = `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>${t('i=1')}</m:sub><m:sup>${t('n')}</m:sup><m:e>${t('i')}</m:e></m:nary>`;
    const pair = `<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>${t('a+b')}</m:e></m:d>`;
    const formula = (inside: string) =>
      `<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">${inside}</m:oMath>`;
    const file = makeDocx(
      [
        `<w:p><w:r><w:t xml:space="preserve">Energy is </w:t></w:r>${formula(`${t('E=m')}${power('c', '2')}`)}<w:r><w:t>, he wrote.</w:t></w:r></w:p>`,
        `<w:p><m:oMathPara xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:oMathParaPr/>${formula(`${t('x=')}${roots}`)}</m:oMathPara></w:p>`,
        `<w:p>${formula(sum + pair)}</w:p>`,
      ].join(''),
    );
    const { text } = await docx.extract(file);
    expect(text).toBe('Energy is E=mc^2, he wrote.\n\nx=(−b±√(b^2−4ac))/(2a)\n\n∑_(i=1)^n i[a+b]');
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

  it('has its formulas where they stand, once, as they are typed', async () => {
    const t = (text: string) => `<m:r><m:t>${text}</m:t></m:r>`;
    const half = `<m:f><m:num>${t('1')}</m:num><m:den>${t('2')}</m:den></m:f>`;
    const square = `<m:sSup><m:e>${t('t')}</m:e><m:sup>${t('2')}</m:sup></m:sSup>`;
    const way = `<a14:m><m:oMath>${t('s=')}${half}${t('g')}${square}</m:oMath></a14:m>`;
    const text = (said: string) => `<p:sp><p:txBody><a:p>${said}</a:p></p:txBody></p:sp>`;
    const choice = `<mc:Choice Requires="a14">${text(`<a:r><a:t>The way is </a:t></a:r>${way}<a:r><a:t>.</a:t></a:r>`)}</mc:Choice>`;
    const fallback = `<mc:Fallback>${text('<a:r><a:t>The way is a picture.</a:t></a:r>')}</mc:Fallback>`;
    const entries = pptxEntries([{ title: 'Falling', body: [{ level: 0, text: 'WAY' }] }]).map(
      ({ name, content, ...rest }) => ({
        ...rest,
        name,
        content: String(content).replace(
          '</p:spTree>',
          `<mc:AlternateContent>${choice}${fallback}</mc:AlternateContent></p:spTree>`,
        ),
      }),
    );
    const read = await pptx.extract(makeZip(entries));
    expect(read.text.trim()).toBe('# Falling\n\nWAY\n\nThe way is s=(1/2)gt^2.');
  });

  it('says what is raised as it is typed', async () => {
    const raised = (text: string, baseline: string) =>
      `</a:t></a:r><a:r><a:rPr baseline="${baseline}"/><a:t>${text}</a:t></a:r><a:r><a:t>`;
    const body = `10${raised('6', '30000')} m of H${raised('2', '-25000')}O`;
    const { text } = await pptx.extract(makePptx([{ title: 'Far', body: [{ level: 0, text: body }] }]));
    expect(text.trim()).toBe('# Far\n\n10^6 m of H2O');
  });

  it('is refused when it has no slides, or is a Word file', async () => {
    await expect(pptx.extract(makePptx([]))).rejects.toMatchObject({ code: 'pptx_without_text' });
    await expect(pptx.extract(makeDocx(wordParagraph('x')))).rejects.toMatchObject({ code: 'pptx_without_text' });
  });
});
