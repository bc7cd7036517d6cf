import { getContent } from '../api/documents.ts';
import type { Database } from '../store/database.ts';
import { keepContent } from '../store/documents.ts';
import type { TalkMessage } from '../talk/talk-message.ts';

/** Fetches the documents that an answer cites, so that its sources can be read without a network. */
export async function keepCitedDocuments(database: Database, message: TalkMessage): Promise<void> {
  const ids = new Set(message.citations.map((citation) => citation.documentId));
  for (const id of ids) {
    const kept = await database.getKey('contents', id);
    if (kept === undefined) await keepContent(database, { ...(await getContent(id)), seenAt: Date.now() });
  }
}
