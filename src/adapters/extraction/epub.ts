import type { Document } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { type Archive, openArchive } from './archive.ts';
import { chapterTitles } from './epub-contents.ts';
import type { ReadTask, ReadText } from './extraction-messages.ts';
import { markupToText } from './markup-text.ts';
import { Refusal } from './refusals.ts';
import { attribute, elements, parseXml, resolvePath } from './xml.ts';

/** A file of a book. */
interface Item {
  name: string;
  type: string;
  isContents: boolean;
}

const CHAPTERS = /^(?:application\/xhtml\+xml|text\/html)$/;
/** Fonts are often scrambled so that they are of no use elsewhere; that locks nothing. */
const FONT_SCRAMBLING = /obfuscation|idpf\.org\/2008\/embedding|ns\.adobe\.com\/pdf\/enc#RC$/i;

/** Text of an e-book in reading order; a chapter without a heading of its own has the one of the table of contents. */
export async function readEpub({ file, maxText, archive: limits }: ReadTask): Promise<ReadText> {
  const archive = await openArchive(file, limits);
  await refuseLocked(archive);
  const { name, book } = await openPackage(archive);
  const items = itemsIn(book, name);
  const titles = await chapterTitles(
    archive,
    [...items.values()].filter((item) => item.isContents).map((item) => item.name),
  );
  const parts: string[] = [];
  let length = 0;
  for (const chapter of spineOf(book, items)) {
    const text = await readChapter(archive, chapter, titles.get(chapter), maxText);
    if (text !== '') parts.push(text);
    length += text.length;
    if (length > maxText) break;
  }
  const [title] = elements(book, 'title');
  return { text: parts.join('\n\n'), pages: [], title: title && DomUtils.textContent(title) };
}

async function refuseLocked(archive: Archive): Promise<void> {
  const xml = await archive.text('META-INF/encryption.xml');
  const methods = xml === undefined ? [] : elements(parseXml(xml), 'EncryptionMethod');
  if (methods.some((method) => !FONT_SCRAMBLING.test(attribute(method, 'Algorithm') ?? ''))) {
    throw new Refusal('encrypted', 'chapters are encrypted');
  }
}

async function openPackage(archive: Archive): Promise<{ name: string; book: Document }> {
  const container = await archive.text('META-INF/container.xml');
  const [root] = container === undefined ? [] : elements(parseXml(container), 'rootfile');
  const name = resolvePath('', root?.attribs['full-path'] ?? '');
  const xml = await archive.text(name);
  if (xml === undefined) throw new Refusal('damaged', 'there is no package in it');
  return { name, book: parseXml(xml) };
}

function itemsIn(book: Document, packageName: string): Map<string, Item> {
  const items = new Map<string, Item>();
  for (const { attribs } of elements(book, 'item')) {
    const type = attribs['media-type'] ?? '';
    const isContents = /(?:^|\s)nav(?:\s|$)/.test(attribs['properties'] ?? '') || type === 'application/x-dtbncx+xml';
    items.set(attribs['id'] ?? '', { name: resolvePath(packageName, attribs['href'] ?? ''), type, isContents });
  }
  return items;
}

/** Files in reading order, but for the table of contents, which repeats the chapters' titles. */
function spineOf(book: Document, items: Map<string, Item>): string[] {
  return elements(book, 'itemref')
    .map((reference) => items.get(reference.attribs['idref'] ?? ''))
    .filter((item) => item !== undefined)
    .filter((item) => CHAPTERS.test(item.type) && !item.isContents)
    .map((item) => item.name);
}

async function readChapter(
  archive: Archive,
  name: string,
  title: string | undefined,
  maxText: number,
): Promise<string> {
  const xml = await archive.text(name);
  if (xml === undefined) throw new Refusal('damaged', 'a chapter is missing');
  const text = markupToText(parseDocument(xml, { recognizeSelfClosing: true }).children, maxText);
  if (text === '' || title === undefined || /^#/m.test(text)) return text;
  return text === title || text.startsWith(`${title}\n`) ? `# ${text}` : `# ${title}\n\n${text}`;
}
