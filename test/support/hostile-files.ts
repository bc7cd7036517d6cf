import { randomBytes } from 'node:crypto';
import { epubEntries } from './epub.ts';
import { docxEntries, pptxEntries, wordParagraph } from './office.ts';
import { makePdf } from './pdf.ts';
import { pdfOf } from './pdf-scan.ts';
import { makeZip, type ZipEntry } from './zip.ts';

/** A file that means harm, or is broken, and the code of what becomes of it. */
export interface HostileFile {
  name: string;
  content: Buffer;
  code: string;
}

const MB = 1024 * 1024;
const word = docxEntries(wordParagraph('Still here.'));
const slides = pptxEntries([{ title: 'Still here.', body: [] }]);
const book = epubEntries([{ body: '<p>Still here.</p>' }]);
const zeros = (bytes: number): ZipEntry => ({ name: 'media/zeros.bin', content: Buffer.alloc(bytes) });
const LAUGHS =
  '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">' +
  '<!ENTITY f SYSTEM "file:///etc/passwd">]>';

/** Those of which a look at the beginning is enough: nothing of them is kept. */
export function refusedAtOnce(): HostileFile[] {
  return [
    { name: 'empty.pdf', content: Buffer.alloc(0), code: 'empty_file' },
    {
      name: 'program.pdf',
      content: Buffer.concat([Buffer.from('MZ\x90\0'), randomBytes(70_000)]),
      code: 'unsupported_kind',
    },
    {
      name: 'archive.docx',
      content: makeZip([{ name: 'a.zip', content: makeZip([zeros(MB)]) }]),
      code: 'unsupported_kind',
    },
    { name: 'half.docx', content: makeZip(word).subarray(0, 20), code: 'unsupported_kind' },
  ];
}

/** Those that are taken, and fail when they are read. */
export async function failedWhenRead(): Promise<HostileFile[]> {
  const inner = makeZip([{ name: 'deep.bin', content: Buffer.alloc(MB) }]);
  const nested = Array.from({ length: 101 }, (_, at) => ({ name: `media/${at}.zip`, content: inner, stored: true }));
  const infected = word.map((entry) => ({
    ...entry,
    content: `${entry.content}`.replace(/(<\?xml.*?\?>\s*)/, `$1${LAUGHS}`),
  }));
  return [
    { name: 'bomb.docx', content: makeZip([...word, zeros(50 * MB)]), code: 'archive_bomb' },
    { name: 'bomb.epub', content: makeZip([...book, zeros(50 * MB)]), code: 'archive_bomb' },
    { name: 'nested.pptx', content: makeZip([...slides, ...nested]), code: 'archive_nested' },
    { name: 'laughs.docx', content: makeZip(infected), code: 'xml_entities' },
    {
      name: 'outside.docx',
      content: makeZip([...word, { name: '../../evil.sh', content: 'x' }]),
      code: 'archive_unsafe_path',
    },
    {
      name: 'locked.docx',
      content: makeZip([...word, { name: 'a', content: 'a', encrypted: true }]),
      code: 'docx_encrypted',
    },
    {
      name: 'liar.docx',
      content: makeZip(word.map((entry) => ({ ...entry, claimedBytes: 10 }))),
      code: 'docx_damaged',
    },
    { name: 'cut.pptx', content: cut(makeZip(slides)), code: 'pptx_damaged' },
    { name: 'locked.pdf', content: await makePdf(['secret'], { password: 'open sesame' }), code: 'pdf_encrypted' },
    { name: 'cut.pdf', content: (await makePdf(['whole'])).subarray(0, 60), code: 'pdf_damaged' },
    { name: 'own-child.pdf', content: pdfWithPages('/Kids[2 0 R]/Count 1'), code: 'pdf_damaged' },
    { name: 'circle.pdf', content: pdfWithPages('/Kids[3 0 R]/Count 1000000'), code: 'pdf_without_text' },
  ];
}

/** Object 2 is the tree of its pages, and object 3 has that for its child. */
function pdfWithPages(tree: string): Buffer {
  return pdfOf([
    Buffer.from('<</Type/Catalog/Pages 2 0 R>>'),
    Buffer.from(`<</Type/Pages${tree}>>`),
    Buffer.from('<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>'),
  ]);
}

function cut(file: Buffer): Buffer {
  return file.subarray(0, Math.floor(file.length * 0.9));
}
