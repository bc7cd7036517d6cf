import type { Knex } from 'knex';
import type { Document, DocumentPatch } from '../../ports/document-store.ts';
import type { DocumentStatus } from '../../protocol/rest/documents.ts';
import { definedOnly, storable } from './columns.ts';
import { findDocument } from './document-query.ts';
import { toTags } from './document-rows.ts';

/** A document, if it is this learner's. */
interface OwnKey {
  id: string;
  learner_id: string;
}

export const UNFINISHED: DocumentStatus[] = ['queued', 'extracting', 'embedding'];

/** What the learner says of a document. */
export async function updateDocument(
  knex: Knex,
  key: OwnKey,
  { title, tags }: DocumentPatch,
): Promise<Document | undefined> {
  const patch = definedOnly({
    title: title === undefined ? undefined : storable(title),
    title_chosen: title === undefined ? undefined : true,
    tags: tags && toTags(tags),
  });
  if (Object.keys(patch).length > 0) await knex('documents').where(key).update(patch);
  return findDocument(knex, { ...key });
}

/** Queues a document that has failed. What was read of it before is kept: it goes on from there. */
export async function requeueReading(knex: Knex, key: OwnKey): Promise<boolean> {
  const queued = { status: 'queued', failure_code: null, failure_message: null, attempts: 0 };
  return (
    (await knex('documents')
      .where({ ...key, status: 'failed', removed: false })
      .update(queued)) > 0
  );
}
