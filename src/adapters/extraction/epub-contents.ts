import { DomUtils, parseDocument } from 'htmlparser2';
import type { Archive } from './archive.ts';
import { attribute, elements, parseXml, resolvePath } from './xml.ts';

/** Titles of chapters by the files they begin, out of a book's tables of contents (EPUB 3's or 2's). */
export async function chapterTitles(archive: Archive, tables: readonly string[]): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  for (const table of tables) {
    const xml = (await archive.text(table)) ?? '';
    for (const { reference, title } of /<(?:\w+:)?ncx[\s>]/.test(xml) ? oldEntries(xml) : entries(xml)) {
      const name = resolvePath(table, reference);
      if (title !== '' && !titles.has(name)) titles.set(name, title);
    }
  }
  return titles;
}

interface Entry {
  reference: string;
  title: string;
}

function entries(xml: string): Entry[] {
  const tables = elements(parseDocument(xml, { recognizeSelfClosing: true }), 'nav');
  const contents = tables.find((table) => attribute(table, 'type') === 'toc') ?? tables[0];
  return (contents ? elements(contents, 'a') : []).map((link) => ({
    reference: link.attribs['href'] ?? '',
    title: oneLine(DomUtils.textContent(link)),
  }));
}

function oldEntries(xml: string): Entry[] {
  return elements(parseXml(xml), 'navPoint').map((point) => ({
    reference: elements(point, 'content')[0]?.attribs['src'] ?? '',
    title: oneLine(DomUtils.textContent(elements(point, 'text')[0] ?? [])),
  }));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
