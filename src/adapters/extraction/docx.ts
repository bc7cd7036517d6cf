import { parseDocument } from 'htmlparser2';
import mammoth from 'mammoth';
import { openArchive } from './archive.ts';
import type { ReadTask, ReadText } from './extraction-messages.ts';
import { markupToText } from './markup-text.ts';
import { dublinCoreTitle } from './xml.ts';

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** Text of a Word file in its order: headings, paragraphs, lists, tables and footnotes; no pictures. */
export async function readDocx({ file, maxText, archive: limits }: ReadTask): Promise<ReadText> {
  const archive = await openArchive(file, limits);
  // Every part is looked at before the parser unpacks the file by itself.
  for (const name of archive.names) if (/\.(?:xml|rels)$/i.test(name)) await archive.text(name);
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(file.buffer, file.byteOffset, file.byteLength) },
    { styleMap: STYLES, convertImage: mammoth.images.imgElement(async () => ({ src: '' })), externalFileAccess: false },
  );
  const text = markupToText(parseDocument(value).children, maxText);
  return { text, pages: [], title: dublinCoreTitle(await archive.text('docProps/core.xml')) };
}
