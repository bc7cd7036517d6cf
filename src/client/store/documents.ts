import { type Document, Document as DocumentSchema } from '../../protocol/rest/documents.ts';
import type { Database, KeptContent } from './database.ts';

/** At most this many texts are kept for reading offline; those not read for longest go first. */
const MOST_CONTENTS = 60;

/** Newest first. What an older version of the app kept in another shape is left out. */
export async function readDocuments(database: Database): Promise<Document[]> {
  const kept = await database.getAll('documents');
  return kept
    .filter((document) => DocumentSchema.safeParse(document).success)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

/** Takes over the server's whole list; texts and originals of documents that are gone go too. */
export async function keepDocuments(database: Database, listed: Document[]): Promise<void> {
  const transaction = database.transaction(['documents', 'contents', 'files'], 'readwrite');
  const documents = transaction.objectStore('documents');
  const current = new Set(listed.map((document) => document.id));
  for (const name of ['contents', 'files'] as const) {
    const store = transaction.objectStore(name);
    for (const id of await store.getAllKeys()) if (!current.has(id)) await store.delete(id);
  }
  await documents.clear();
  for (const document of listed) await documents.put(document);
  await transaction.done;
}

export function readContent(database: Database, id: string): Promise<KeptContent | undefined> {
  return database.get('contents', id);
}

/** Keeps a document's text for reading offline. */
export async function keepContent(database: Database, content: KeptContent): Promise<void> {
  const transaction = database.transaction('contents', 'readwrite');
  await transaction.store.put(content);
  const surplus = (await transaction.store.count()) - MOST_CONTENTS;
  if (surplus > 0) {
    const oldest = await transaction.store.index('seenAt').getAllKeys(null, surplus);
    for (const id of oldest) await transaction.store.delete(id);
  }
  await transaction.done;
}

export async function dropDocument(database: Database, id: string): Promise<void> {
  const names = ['documents', 'contents', 'files'] as const;
  const transaction = database.transaction(names, 'readwrite');
  for (const name of names) await transaction.objectStore(name).delete(id);
  await transaction.done;
}
