import { DOCX, EPUB, PPTX } from '../protocol/document-kinds.ts';

/** The mark of a file inside an archive, and the fixed part that follows it. */
const ENTRY = Buffer.from([0x50, 0x4b, 3, 4]);
const HEADER_BYTES = 30;

/**
 * What an archive is by the names of the files it begins with: a kind that can be read, `other`, or undefined for what is
 * no archive. What it really holds is looked at when it is read.
 */
export function zipKind(head: Buffer): string | undefined {
  if (!head.subarray(0, ENTRY.length).equals(ENTRY)) return undefined;
  for (const { name, content } of entriesIn(head)) {
    if (name === 'mimetype' && content.toString('latin1', 0, EPUB.length) === EPUB) return EPUB;
    if (name === 'META-INF/container.xml') return EPUB;
    if (name.startsWith('word/')) return DOCX;
    if (name.startsWith('ppt/')) return PPTX;
  }
  return 'other';
}

/** Entries as they follow each other; what is inside one that says its size is not taken for further ones. */
function* entriesIn(head: Buffer): Generator<{ name: string; content: Buffer }> {
  for (let at = 0; at >= 0 && at + HEADER_BYTES <= head.length; ) {
    const content = at + HEADER_BYTES + head.readUInt16LE(at + 26) + head.readUInt16LE(at + 28);
    const name = head.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + head.readUInt16LE(at + 26));
    yield { name, content: head.subarray(content) };
    // A size that was not known when it was written is zero here.
    at = head.indexOf(ENTRY, content + head.readUInt32LE(at + 18));
  }
}
