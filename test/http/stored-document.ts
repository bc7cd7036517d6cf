import type { Stores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';

/** A learner's document that has been read. Gives its id. */
export async function storedDocument(stores: Stores, learnerId: string, text = 'Leaves make sugar.'): Promise<string> {
  const id = newId();
  await stores.documents.create({
    id,
    learnerId,
    title: 'Biology',
    kind: 'text/plain',
    bytes: text.length,
    hash: id,
    blobKey: `documents/${id}`,
    tags: [],
    status: 'queued',
    passageCount: 0,
    attempts: 0,
    embeddedCount: 0,
    createdAt: Date.now(),
  });
  const passage = { documentId: id, learnerId, ordinal: 0, start: 0, end: text.length, headings: [], text };
  await stores.documents.saveExtraction(id, { text, pages: [], passages: [{ id: newId(), ...passage }] });
  return id;
}
