import { Document, DocumentContent, DocumentList, UploadAnswer } from '../../protocol/rest/documents.ts';
import { command, download, request } from './request.ts';

/** More pages than this would be a server that gives the same page for ever. */
const MOST_PAGES = 100;

export interface ListedDocuments {
  /** Newest first. */
  documents: Document[];
  /** How much all files together may take. */
  quotaBytes: number;
}

/** All of the learner's documents. */
export async function listDocuments(): Promise<ListedDocuments> {
  const documents: Document[] = [];
  let quotaBytes = 0;
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: '100', ...(cursor ? { cursor } : {}) });
    const answer = await request(DocumentList, `/api/documents?${query}`);
    documents.push(...answer.documents);
    quotaBytes = answer.totals.quotaBytes;
    cursor = answer.nextCursor;
    if (!cursor) break;
  }
  return { documents, quotaBytes };
}

export function getDocument(id: string): Promise<Document> {
  return request(Document, `/api/documents/${id}`);
}

export function getContent(id: string): Promise<DocumentContent> {
  return request(DocumentContent, `/api/documents/${id}/content`);
}

/** The original as it was brought. */
export function getFile(id: string, following: Parameters<typeof download>[1]): Promise<Blob> {
  return download(fileAddress(id), following);
}

export function fileAddress(id: string): string {
  return `/api/documents/${id}/file`;
}

export function deleteDocument(id: string): Promise<void> {
  return command(`/api/documents/${id}`, { method: 'DELETE' });
}

/** @param key the same for each attempt to send these notes */
export function pasteNotes(title: string, text: string, key?: string): Promise<UploadAnswer> {
  return request(UploadAnswer, '/api/documents', {
    method: 'POST',
    body: { title, text },
    ...(key && { idempotencyKey: key }),
  });
}

/** Has the server keep a copy of a web page. @param key as for notes @throws ApiError that says why it won't */
export function addWebPage(url: string, key?: string): Promise<UploadAnswer> {
  return request(UploadAnswer, '/api/documents', {
    method: 'POST',
    body: { url },
    ...(key && { idempotencyKey: key }),
  });
}

/** What is left out stays; `tags` are all of them. */
export function changeDocument(id: string, patch: { title?: string; tags?: string[] }): Promise<Document> {
  return request(Document, `/api/documents/${id}`, { method: 'PATCH', body: patch });
}

/** Stops the reading; the document is failed then. */
export function cancelDocument(id: string): Promise<Document> {
  return request(Document, `/api/documents/${id}/cancel`, { method: 'POST' });
}

/** Has a failed document read again. */
export function retryDocument(id: string): Promise<Document> {
  return request(Document, `/api/documents/${id}/retry`, { method: 'POST' });
}
