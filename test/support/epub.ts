import { makeZip, type ZipEntry } from './zip.ts';

export interface Chapter {
  /** Body of its file, XHTML. */
  body: string;
  /** Its line in the table of contents. */
  listed?: string;
}

/** Files of an e-book (EPUB 3) whose chapters are stored backwards. */
export function epubEntries(chapters: readonly Chapter[], title = 'A book'): ZipEntry[] {
  const numbered = chapters.map((chapter, index) => ({
    ...chapter,
    file: `c ${index + 1}.xhtml`,
    id: `c${index + 1}`,
  }));
  const items = numbered.map(({ file, id }) => item(id, encodeURIComponent(file))).join('');
  const spine = numbered.map(({ id }) => `<itemref idref="${id}"/>`).join('');
  const links = numbered.map(({ file, listed }) =>
    listed ? `<li><a href="text/${encodeURIComponent(file)}#top">${listed}</a></li>` : '',
  );
  return [
    { name: 'mimetype', content: 'application/epub+zip', stored: true },
    {
      name: 'META-INF/container.xml',
      content:
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    },
    {
      name: 'OEBPS/book.opf',
      content: `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></metadata><manifest><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>${items}</manifest><spine><itemref idref="nav"/>${spine}</spine></package>`,
    },
    {
      name: 'OEBPS/nav.xhtml',
      content: page(`<nav epub:type="toc"><h1>Contents</h1><ol>${links.join('')}</ol></nav>`),
    },
    ...numbered.map(({ file, body }) => ({ name: `OEBPS/text/${file}`, content: page(body) })).reverse(),
  ];
}

export const makeEpub = (chapters: readonly Chapter[], title?: string): Buffer => makeZip(epubEntries(chapters, title));

const item = (id: string, file: string) => `<item id="${id}" href="text/${file}" media-type="application/xhtml+xml"/>`;

const page = (body: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body>${body}</body></html>`;
