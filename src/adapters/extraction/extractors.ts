import type { TextExtractor } from '../../ports/text-extractor.ts';
import { CSV, DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN, PPTX } from '../../protocol/document-kinds.ts';
import type { ArchiveLimits } from './extraction-messages.ts';
import { resultOf } from './extraction-thread.ts';
import type { ReadingThreads } from './reading-threads.ts';
import { refusalOf } from './refusals.ts';

export interface ExtractorOptions {
  /** Reading stops after this many characters. */
  maxText?: number;
  archive?: Partial<ArchiveLimits>;
}

const MAX_TEXT = 5_000_001;
const ARCHIVE: ArchiveLimits = {
  entries: 10_000,
  totalBytes: 1024 * 1024 * 1024,
  entryBytes: 64 * 1024 * 1024,
  // DEFLATE reaches 1,032. Chosen, not measured: far above what XML is expected to reach.
  ratio: 300,
};

/** The beginning of the codes of a kind, and its name in messages. */
const KINDS = [
  { type: PDF, code: 'pdf', name: 'PDF' },
  { type: DOCX, code: 'docx', name: 'Word file' },
  { type: PPTX, code: 'pptx', name: 'presentation' },
  { type: EPUB, code: 'epub', name: 'e-book' },
  { type: HTML, code: 'html', name: 'web page' },
  { type: CSV, code: 'csv', name: 'table' },
  { type: PLAIN, code: 'text', name: 'text' },
  { type: MARKDOWN, code: 'text', name: 'text' },
] as const;

type Kind = (typeof KINDS)[number];

/**
 * Reads files of every kind that is written, in threads that are stopped when a file takes too long or too
 * much. Codes: `pdf_encrypted`, `pdf_damaged`, `pdf_without_text` (scanned, or empty), `pdf_too_slow`,
 * `pdf_too_heavy`, the same for `docx`, `pptx`, `epub`, `html`, `csv` and `text`, and those of unsafe archives.
 */
export function createExtractors(threads: ReadingThreads, options: ExtractorOptions = {}): TextExtractor[] {
  return KINDS.map((kind) => createExtractor(kind, threads, options));
}

function createExtractor(kind: Kind, threads: ReadingThreads, options: ExtractorOptions): TextExtractor {
  const { maxText = MAX_TEXT } = options;
  const archive = { ...ARCHIVE, ...options.archive };
  return {
    kind: kind.type,
    async extract(file, signal) {
      const task = { work: 'read', kind: kind.type, file, maxText, archive } as const;
      const read = await resultOf(kind, () => threads.read(task, signal));
      // What is drawn instead of written is left to those who can look at it; a text without words holds no pictures.
      const holdsPictures = kind.code !== 'text';
      if (read.text.trim() === '' && holdsPictures && !read.unreadablePages) throw refusalOf(kind, 'without_text');
      return read;
    },
  };
}
