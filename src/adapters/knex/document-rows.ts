import type { Document, Passage } from '../../ports/document-store.ts';
import type { DocumentStatus } from '../../protocol/rest/documents.ts';
import { absent, storable } from './columns.ts';

export interface DocumentRow {
  id: string;
  learner_id: string;
  title: string;
  kind: string;
  bytes: number;
  hash: string;
  blob_key: string;
  source_url: string | null;
  identity: string | null;
  title_chosen: boolean | number;
  tags: string;
  pages: number | null;
  /** JSON list of page numbers. */
  unreadable_pages: string | null;
  status: DocumentStatus;
  passage_count: number;
  /** Two letters, `und` where it can't be told; null until its passages were analysed as what they are. */
  language: string | null;
  failure_code: string | null;
  failure_message: string | null;
  attempts: number;
  created_at: number;
  lease_owner: string | null;
  lease_until: number | null;
  /** Who stores its passages right now, or was stopped in the middle of it: none of them counts before it is null again. */
  saving: string | null;
  /** It was deleted: it is there until its passages are gone. */
  removed: boolean | number;
}

export interface DocumentContentRow {
  document_id: string;
  text: string;
  /** JSON list of offsets. */
  pages: string;
}

export interface PassageRow {
  row_id: number;
  id: string;
  document_id: string;
  learner_id: string;
  ordinal: number;
  start_offset: number;
  end_offset: number;
  page: number | null;
  /** JSON list of headings. */
  headings: string;
  text: string;
  /** White space behind it; null for passages that were cut before it was kept. */
  after: string | null;
}

export function toDocument(row: DocumentRow & { embedded_count: number }): Document {
  return {
    id: row.id,
    learnerId: row.learner_id,
    title: row.title,
    kind: row.kind,
    bytes: row.bytes,
    hash: row.hash,
    blobKey: row.blob_key,
    sourceUrl: absent(row.source_url),
    identity: absent(row.identity),
    tags: fromTags(row.tags),
    pages: absent(row.pages),
    unreadablePages: row.unreadable_pages === null ? undefined : JSON.parse(row.unreadable_pages),
    status: row.status,
    passageCount: row.passage_count,
    embeddedCount: row.embedded_count,
    failure: row.failure_code === null ? undefined : { code: row.failure_code, message: row.failure_message ?? '' },
    attempts: row.attempts,
    createdAt: row.created_at,
  };
}

export function toDocumentRow(document: Document): DocumentRow {
  return {
    id: document.id,
    learner_id: document.learnerId,
    title: storable(document.title),
    kind: document.kind,
    bytes: document.bytes,
    hash: document.hash,
    blob_key: document.blobKey,
    source_url: document.sourceUrl === undefined ? null : storable(document.sourceUrl),
    identity: document.identity ?? null,
    title_chosen: false,
    tags: toTags(document.tags),
    pages: document.pages ?? null,
    unreadable_pages: document.unreadablePages ? JSON.stringify(document.unreadablePages) : null,
    status: document.status,
    passage_count: document.passageCount,
    language: null,
    failure_code: document.failure?.code ?? null,
    failure_message: document.failure ? storable(document.failure.message) : null,
    attempts: document.attempts,
    created_at: document.createdAt,
    lease_owner: null,
    lease_until: null,
    saving: null,
    removed: false,
  };
}

/** Each tag between line feeds: `\nbiology\nexam\n`; the empty string for none. */
export function toTags(tags: string[]): string {
  return tags.map((tag) => `\n${storable(tag)}`).join('') + (tags.length > 0 ? '\n' : '');
}

function fromTags(column: string): string[] {
  return column.split('\n').filter((tag) => tag !== '');
}

export function toPassage(row: Omit<PassageRow, 'row_id'>): Passage {
  return {
    id: row.id,
    documentId: row.document_id,
    learnerId: row.learner_id,
    ordinal: row.ordinal,
    start: row.start_offset,
    end: row.end_offset,
    page: absent(row.page),
    headings: JSON.parse(row.headings),
    text: row.text,
    after: absent(row.after),
  };
}

/** The row without the number that the database gives it. */
export function toPassageRow(passage: Passage, learnerId: string): Omit<PassageRow, 'row_id'> {
  return {
    id: passage.id,
    document_id: passage.documentId,
    learner_id: learnerId,
    ordinal: passage.ordinal,
    start_offset: passage.start,
    end_offset: passage.end,
    page: passage.page ?? null,
    headings: JSON.stringify(passage.headings),
    text: storable(passage.text),
    after: passage.after ?? null,
  };
}
