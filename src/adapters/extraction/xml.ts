import type { Document, Element } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import { Refusal } from './refusals.ts';

/** Throws Refusal for a document whose prolog defines entities; the parsers expand none, and real files have none. */
export function refuseEntities(xml: string): void {
  const root = xml.search(/<[\p{L}_]/u);
  if (/<!ENTITY/i.test(root < 0 ? xml : xml.slice(0, root))) throw new Refusal('xml_entities', 'an entity is defined');
}

/** XML as a tree, with names as they are written (`a:p`). Nothing outside the text is looked at. */
export function parseXml(xml: string): Document {
  return parseDocument(xml, { xmlMode: true, withStartIndices: true });
}

/** All elements of a name below a node, in order; the name without its prefix. */
export function elements(node: Document | Element, localName: string): Element[] {
  return DomUtils.getElementsByTagName((name) => localNameOf(name) === localName, node, true);
}

/** Name of an element without its namespace's prefix, which files may choose. */
export function localNameOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Value of an attribute whatever its prefix is. */
export function attribute(element: Element, localName: string): string | undefined {
  return Object.entries(element.attribs).find(([name]) => localNameOf(name) === localName)?.[1];
}

/** A path of an archive that a file in it refers to: relative to the file, or to the root after a slash. */
export function resolvePath(from: string, reference: string): string {
  const base = new URL(from.split('/').map(encodeURIComponent).join('/'), 'archive:///');
  return safeDecode(new URL(reference, base).pathname.replace(/^\//, ''));
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

/** The title that an Office file or e-book gives itself. */
export function dublinCoreTitle(xml: string | undefined): string | undefined {
  const [title] = xml === undefined ? [] : elements(parseXml(xml), 'title');
  return title && DomUtils.textContent(title);
}
