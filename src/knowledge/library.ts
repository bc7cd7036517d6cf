import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AppError, invalid, notFound } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { ByteRange } from '../ports/byte-range.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  Document,
  DocumentContent,
  DocumentFilter,
  DocumentPatch,
  DocumentStore,
  Totals,
} from '../ports/document-store.ts';
import type { Page, PageRequest } from '../ports/page.ts';
import type { Signals } from '../ports/signals.ts';
import type { EmbeddingProgress } from '../ports/vector-spaces.ts';
import type { WebFetcher } from '../ports/web-fetcher.ts';
import { HTML, MARKDOWN } from '../protocol/document-kinds.ts';
import { MAX_FILE_BYTES } from '../protocol/limits.ts';
import { documentKind } from './document-kind.ts';
import { MAX_TEXT_BYTES } from './extract.ts';
import { type Added, type Incoming, takeIn } from './intake.ts';
import { webEncoding } from './text-encoding.ts';
import { tidyTitle, titleOfUpload } from './titles.ts';
import { openIncoming } from './upload-stream.ts';

interface BroughtFile {
  name: string;
  content: AsyncIterable<Buffer>;
}

/** A learner's material, as the doors see it. Whatever is not the learner's is `not_found`. */
export interface Library {
  /**
   * Stores a file and queues it for reading; one that is there already is not stored again. Throws `empty_file`, `unsupported_kind`, `office_encrypted`, `no_vision`,
   * `file_too_large`, `quota_exceeded`.
   * @param name as the client gave it; only its last part is used, for the title.
   */
  addFile(learnerId: string, file: BroughtFile): Promise<Added>;
  /**
   * Stores a copy of a web page, as `addFile` does, with the address where it was found. Throws what the fetcher throws, too:
   * `url_not_allowed` and the like.
   */
  addPage(learnerId: string, url: string): Promise<Added>;
  /** Stores notes as Markdown and queues them. Throws `empty_file` when there is nothing but white space. */
  addText(learnerId: string, notes: { title: string; text: string }): Promise<Added>;
  /** Throws for a kind that nothing here can read, as `addFile` does. */
  requireReadable(kind: string): void;
  list(learnerId: string, page: PageRequest & DocumentFilter): Promise<Page<Document>>;
  /** Renames it, or gives it other tags. */
  update(learnerId: string, id: string, patch: DocumentPatch): Promise<Document>;
  /** How much there is, and how much there may be. */
  totals(learnerId: string): Promise<Totals & { quotaBytes: number; passages: number; embedded: number }>;
  get(learnerId: string, id: string): Promise<Document>;
  /** The text that passages' offsets refer to; `not_ready` (409) before it was extracted. */
  content(learnerId: string, id: string): Promise<{ document: Document; content: DocumentContent }>;
  /** The file as it was brought, or that part of it; of a text the encoding that it is in, by its name on the web, where that can be told. */
  file(
    learnerId: string,
    id: string,
    range?: ByteRange,
  ): Promise<{ document: Document; content: Readable; encoding?: string | undefined }>;
  /** Deletes it at once; its vectors and file follow. */
  remove(learnerId: string, id: string): Promise<void>;
  /** Stops reading it: it is failed then, as `cancelled`; `not_running` (409) where it is read or failed already. */
  cancel(learnerId: string, id: string): Promise<Document>;
  /** Reads a failed one again; `not_failed` (409) for any other. */
  retry(learnerId: string, id: string): Promise<Document>;
}

export interface LibraryDeps {
  documents: DocumentStore;
  /** Throws for a kind that nothing here can read; all can without it. */
  requireReader?: (kind: string) => void;
  /** How many of the learner's passages have a vector of what serves now. */
  embedding: (learnerId: string) => Promise<EmbeddingProgress>;
  blobs: BlobStore;
  signals: Signals;
  clock: Clock;
  /** Wakes those who read documents. */
  onQueued: (kind: string) => void;
  /** Wakes those who remove vectors and files. */
  onRemoved: () => void;
  web: WebFetcher;
  /** Bytes that a learner's files may have together; no bound without it. */
  quotaBytes?: number | undefined;
  /** Bytes; lower in tests. */
  maxFileBytes?: number;
}

const CANCELLED = { code: 'cancelled', message: 'You stopped it before it was read.' };

export function createLibrary(deps: LibraryDeps): Library {
  const { documents, blobs, signals, clock, web, onQueued, onRemoved } = deps;
  const maxBytes = deps.maxFileBytes ?? MAX_FILE_BYTES;
  const quotaBytes = deps.quotaBytes ?? Number.MAX_SAFE_INTEGER;

  const moved = (learnerId: string, documentId: string) => signals.publish({ type: 'document', learnerId, documentId });

  async function find(learnerId: string, id: string): Promise<Document> {
    const document = await documents.find(learnerId, id);
    if (!document) throw notFound('document');
    return document;
  }

  async function store(learnerId: string, incoming: Incoming): Promise<Added> {
    const { document, duplicate } = await takeIn({ documents, blobs, clock, quotaBytes }, learnerId, incoming);
    // Who brings it again wants it read, whatever came in between.
    if (duplicate && document.status === 'failed') return { document: await readAgain(document), duplicate };
    if (!duplicate) {
      onQueued(document.kind);
      await moved(learnerId, document.id);
    }
    return { document, duplicate };
  }

  async function readAgain({ learnerId, id, kind }: Document): Promise<Document> {
    // Others may have asked for the same meanwhile: it is queued either way.
    await documents.requeue(learnerId, id);
    onQueued(kind);
    await moved(learnerId, id);
    return find(learnerId, id);
  }

  async function storeFile(learnerId: string, file: BroughtFile, sourceUrl?: string): Promise<Added> {
    const { head, all } = await openIncoming(file.content);
    const kind = documentKind(head, file.name);
    deps.requireReader?.(kind);
    const title = titleOfUpload(file.name, kind, head.toString('utf8'));
    return store(learnerId, { title, kind, content: all(maxBytes), ...(sourceUrl !== undefined && { sourceUrl }) });
  }

  return {
    addFile: (learnerId, file) => storeFile(learnerId, file),
    async addPage(learnerId, url) {
      using page = await web.fetch(url);
      return await storeFile(learnerId, page, page.url);
    },
    async addText(learnerId, notes) {
      if (notes.text.trim() === '') throw invalid('empty_file', 'The text is empty.');
      // A mark tells the encoding: the text may look like anything.
      const content = Readable.from([Buffer.from(`\ufeff${notes.text.toWellFormed()}`)]);
      const title = tidyTitle(notes.title) ?? 'Untitled';
      return store(learnerId, { title, kind: MARKDOWN, content, alsoSame: title });
    },
    async totals(learnerId) {
      const { texts: passages, embedded } = await deps.embedding(learnerId);
      return { ...(await documents.totals(learnerId)), quotaBytes, passages, embedded };
    },
    requireReadable: (kind) => deps.requireReader?.(kind),
    list: (learnerId, page) => documents.list(learnerId, page),
    get: find,
    async content(learnerId, id) {
      const document = await find(learnerId, id);
      const content = await documents.content(learnerId, id);
      if (!content) throw conflict('not_ready', document.failure?.message ?? 'The document has not been read yet.');
      return { document, content };
    },
    async file(learnerId, id, range) {
      const document = await find(learnerId, id);
      // Longer ones are not read as texts either.
      if (!document.kind.startsWith('text/') || document.bytes > MAX_TEXT_BYTES) {
        return { document, content: await blobs.get(document.blobKey, range) };
      }
      // Only the whole of a text tells its encoding.
      const file = await buffer(await blobs.get(document.blobKey));
      const encoding = webEncoding(file, { isHtml: document.kind === HTML });
      return { document, content: Readable.from([range ? file.subarray(range.start, range.end + 1) : file]), encoding };
    },
    async remove(learnerId, id) {
      if (!(await documents.remove(learnerId, id))) throw notFound('document');
      onRemoved();
      await moved(learnerId, id);
    },
    async update(learnerId, id, patch) {
      const document = await documents.update(learnerId, id, patch);
      if (!document) throw notFound('document');
      await moved(learnerId, id);
      return document;
    },
    async cancel(learnerId, id) {
      await find(learnerId, id);
      if (!(await documents.cancel(learnerId, id, CANCELLED))) {
        throw conflict('not_running', 'The document is not being read.');
      }
      onRemoved();
      await signals.publish({ type: 'cancelled', learnerId, documentId: id });
      await moved(learnerId, id);
      return find(learnerId, id);
    },
    async retry(learnerId, id) {
      const document = await find(learnerId, id);
      if (document.status !== 'failed') throw conflict('not_failed', 'Only a document that failed is read again.');
      return readAgain(document);
    },
  };
}

function conflict(code: string, message: string): AppError {
  return new AppError({ code, status: 409, message });
}
