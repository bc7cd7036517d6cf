import { parseDocument } from 'htmlparser2';
import mammoth from 'mammoth';
import { openArchive } from './archive.ts';
import type { ReadTask, ReadText } from './extraction-messages.ts';
import { formulaText } from './formula-text.ts';
import { markupToText } from './markup-text.ts';
import { dublinCoreTitle, elements, parseXml } from './xml.ts';

const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"];

/** Text of a Word file in its order: headings, paragraphs, lists, tables, formulas and footnotes; no pictures. */
export async function readDocx({ file, maxText, archive: limits }: ReadTask): Promise<ReadText> {
  const archive = await openArchive(file, limits);
  // Every part is looked at before the parser reads any.
  const parts = new Map<string, string>();
  for (const name of archive.names) {
    if (/\.(?:xml|rels)$/i.test(name)) parts.set(name, withFormulas(withoutReadings((await archive.text(name)) ?? '')));
  }
  const { value } = await mammoth.convertToHtml(inputOf(parts), {
    styleMap: STYLES,
    convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    externalFileAccess: false,
  });
  const text = markupToText(parseDocument(value).children, maxText);
  return { text, pages: [], title: dublinCoreTitle(await archive.text('docProps/core.xml')) };
}

/** Pronunciation beside a word, as in books in Japanese: the parser leaves the word out as well. */
const READING = /<w:(rt|rubyPr)\b[^>]*(?<!\/)>[\s\S]*?<\/w:\1>|<\/?w:(?:ruby|rubyBase)\b[^>]*>/g;

function withoutReadings(part: string): string {
  return part.includes('<w:ruby') ? part.replace(READING, '') : part;
}

/** A formula, or several in lines of their own: the parser leaves all of it out. */
const FORMULA = /<m:oMath(?:\s[^>]*)?(?<!\/)>[\s\S]*?<\/m:oMath>/g;
const FORMULAS = /<m:oMathParaPr\b[^>]*(?<!\/)>[\s\S]*?<\/m:oMathParaPr>|<\/?m:oMathPara(?:Pr)?\b[^>]*>/g;

function withFormulas(part: string): string {
  if (!part.includes('<m:oMath')) return part;
  return part
    .replace(FORMULAS, '')
    .replace(FORMULA, (formula) => `<w:r><w:t xml:space="preserve">${escaped(typed(formula))}</w:t></w:r>`);
}

function typed(formula: string): string {
  const [element] = elements(parseXml(formula), 'oMath');
  return element ? formulaText(element) : '';
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** What the parser takes in the place of a path that is empty: the parts of a file that was opened already. */
function inputOf(parts: ReadonlyMap<string, string>) {
  const read = async (name: string): Promise<string> => parts.get(name) ?? '';
  return { path: '', file: { exists: (name: string) => parts.has(name), read } };
}
