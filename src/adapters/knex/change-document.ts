import type { Knex } from 'knex';
import type { Document, DocumentPatch } from '../../ports/document-store.ts';
import type { DocumentStatus } from '../../protocol/rest/documents.ts';
import { definedOnly, storable } from './columns.ts';
import { findDocument } from './document-query.ts';
import { toTags } from './document-rows.ts';
import { noteGroupRemoval } from './removal-store.ts';

/** A document, if it is this learner's. */
interface OwnKey {
  id: string;
  learner_id: string;
}

export const UNFINISHED: DocumentStatus[] = ['queued', 'extracting', 'embedding'];

const NOT_BEGUN = { passage_count: 0, attempts: 0, lease_owner: null, lease_until: null, saving: null };

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

/** Fails an unfinished document and takes back its text and passages; their vectors, which mean nothing without them, are to go. */
export function cancelReading(
  knex: Knex,
  key: OwnKey,
  { code, message }: { code: string; message: string },
): Promise<boolean> {
  return knex.transaction(async (trx) => {
    const failed = { status: 'failed', failure_code: code, failure_message: message, ...NOT_BEGUN };
    const ended = await trx('documents').where(key).whereIn('status', UNFINISHED).update(failed);
    if (ended === 0) return false;
    const embedded = await trx('passages').where({ document_id: key.id }).whereNotNull('embedded_by').first('id');
    if (embedded) await noteGroupRemoval(trx, { learnerId: key.learner_id, groupId: key.id });
    await trx('passages').where({ document_id: key.id }).delete();
    await trx('document_contents').where({ document_id: key.id }).delete();
    return true;
  });
}

/** Queues a document that has failed. What was read of it before is kept: it goes on from there. */
export async function requeueReading(knex: Knex, key: OwnKey): Promise<boolean> {
  const queued = { status: 'queued', failure_code: null, failure_message: null, attempts: 0 };
  return (
    (await knex('documents')
      .where({ ...key, status: 'failed' })
      .update(queued)) > 0
  );
}
