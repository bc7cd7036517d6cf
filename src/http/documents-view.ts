import type { Document as StoredDocument } from '../ports/document-store.ts';
import type { Document } from '../protocol/rest/documents.ts';
import { instant } from './representations.ts';

/** A document as clients see it. */
export function toDocumentView(document: StoredDocument): Document {
  const { id, title, kind, bytes, sourceUrl, tags, pages, unreadablePages, status } = document;
  const { passageCount, embeddedCount, failure, createdAt } = document;
  return {
    id,
    title,
    kind,
    bytes,
    ...(sourceUrl !== undefined && { sourceUrl }),
    ...(pages !== undefined && { pages }),
    ...(unreadablePages && { unreadablePages }),
    tags,
    status,
    passages: passageCount,
    embedded: embeddedCount,
    ...(failure && { failure }),
    createdAt: instant(createdAt),
  };
}
