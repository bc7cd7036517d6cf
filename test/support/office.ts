import { makeZip, type ZipEntry } from './zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const NAMESPACES =
  `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${RELATIONSHIPS}" ` +
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';

function relationshipsXml(targets: readonly { id: string; type: string; target: string }[]): string {
  const list = targets.map(
    ({ id, type, target }) => `<Relationship Id="${id}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`,
  );
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
}

function core(title: string): ZipEntry {
  const content = `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></cp:coreProperties>`;
  return { name: 'docProps/core.xml', content };
}

const types: ZipEntry = {
  name: '[Content_Types].xml',
  content: `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
};

/** Body of a Word file: headings by their level, list items, paragraphs. */
export function wordParagraph(text: string, style?: string): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

/** Files of a Word document with this body (WordprocessingML). */
export function docxEntries(body: string, title = 'On plants'): ZipEntry[] {
  const style = (level: number) =>
    `<w:style w:type="paragraph" w:styleId="berschrift${level}"><w:name w:val="heading ${level}"/></w:style>`;
  return [
    types,
    {
      name: '_rels/.rels',
      content: relationshipsXml([{ id: 'rId1', type: 'officeDocument', target: 'word/document.xml' }]),
    },
    { name: 'word/document.xml', content: `${XML}<w:document ${NAMESPACES}><w:body>${body}</w:body></w:document>` },
    {
      name: 'word/_rels/document.xml.rels',
      content: relationshipsXml([{ id: 'rId1', type: 'styles', target: 'styles.xml' }]),
    },
    { name: 'word/styles.xml', content: `${XML}<w:styles ${NAMESPACES}>${style(1)}${style(2)}</w:styles>` },
    core(title),
  ];
}

export const makeDocx = (body: string, title?: string): Buffer => makeZip(docxEntries(body, title));

export interface Slide {
  title: string;
  /** Paragraphs, with the level of each. */
  body: { level: number; text: string }[];
  table?: string[][];
  notes?: string;
}

/** Files of a presentation whose slides are stored in another order than they are shown. */
export function pptxEntries(slides: readonly Slide[]): ZipEntry[] {
  const numbered = slides.map((slide, index) => ({ slide, number: slides.length - index }));
  const ids = numbered.map(({ number }) => `<p:sldId id="${255 + number}" r:id="rId${number}"/>`).join('');
  return [
    types,
    {
      name: '_rels/.rels',
      content: relationshipsXml([{ id: 'rId1', type: 'officeDocument', target: 'ppt/presentation.xml' }]),
    },
    {
      name: 'ppt/presentation.xml',
      content: `${XML}<p:presentation ${NAMESPACES}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`,
    },
    {
      name: 'ppt/_rels/presentation.xml.rels',
      content: relationshipsXml(
        numbered.map(({ number }) => ({ id: `rId${number}`, type: 'slide', target: `slides/slide${number}.xml` })),
      ),
    },
    ...numbered.flatMap(({ slide, number }) => slideEntries(slide, number)),
    core('PowerPoint Presentation'),
  ];
}

export const makePptx = (slides: readonly Slide[]): Buffer => makeZip(pptxEntries(slides));

function slideEntries(slide: Slide, number: number): ZipEntry[] {
  const body = slide.body.map(({ level, text }) => paragraph(text, `<a:pPr lvl="${level}"/>`)).join('');
  const shapes = shape('body', body) + shape('sldNum', paragraph(String(number))) + table(slide.table);
  const entries: ZipEntry[] = [
    { name: `ppt/slides/slide${number}.xml`, content: tree('sld', shapes + shape('title', paragraph(slide.title))) },
  ];
  if (slide.notes === undefined) return entries;
  const target = `../notesSlides/notesSlide${number}.xml`;
  return [
    ...entries,
    {
      name: `ppt/slides/_rels/slide${number}.xml.rels`,
      content: relationshipsXml([{ id: 'rId1', type: 'notesSlide', target }]),
    },
    {
      name: `ppt/notesSlides/notesSlide${number}.xml`,
      content: tree('notes', shape('body', paragraph(slide.notes)) + shape('sldNum', paragraph('7'))),
    },
  ];
}

const tree = (name: string, shapes: string) =>
  `${XML}<p:${name} ${NAMESPACES}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:${name}>`;

const shape = (placeholder: string, paragraphs: string) =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${placeholder}"/></p:nvPr></p:nvSpPr><p:txBody>${paragraphs}</p:txBody></p:sp>`;

const paragraph = (text: string, properties = '') => `<a:p>${properties}<a:r><a:t>${text}</a:t></a:r></a:p>`;

function table(rows: string[][] | undefined): string {
  if (!rows) return '';
  const cells = (row: string[]) => row.map((cell) => `<a:tc><a:txBody>${paragraph(cell)}</a:txBody></a:tc>`).join('');
  return `<p:graphicFrame><a:tbl>${rows.map((row) => `<a:tr>${cells(row)}</a:tr>`).join('')}</a:tbl></p:graphicFrame>`;
}
