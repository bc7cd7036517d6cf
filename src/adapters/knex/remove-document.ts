import type { Knex } from 'knex';
import { newId } from '../../ids.ts';
import type { Document } from '../../ports/document-store.ts';
import { UNFINISHED } from './change-document.ts';
import { clearTexts } from './clear-texts.ts';
import type { Database } from './database.ts';
import { findDocument } from './document-query.ts';
import { noteGroupRemoval } from './note-removals.ts';

/** A document, if it is this learner's. */
interface OwnKey {
  id: string;
  learner_id: string;
}

/** What nobody finds, counts, or goes on with, whatever there still is of its texts. */
export const hidden = () => ({
  status: 'failed',
  passage_count: 0,
  saving: newId(),
  lease_owner: null,
  lease_until: null,
});

/** Deletes a document: for everybody at once, its passages then in short steps. */
export async function removeDocument({ knex }: Database, key: OwnKey): Promise<Document | undefined> {
  const removed = await knex.transaction(async (trx) => {
    const document = await findDocument(trx, { ...key });
    const isHidden = document && (await hide(trx, key));
    // Another request may have deleted it in between: one of the two notes the removal.
    if (!isHidden) return undefined;
    await trx('course_documents').where({ document_id: key.id }).delete();
    await noteGroupRemoval(trx, { learnerId: key.learner_id, groupId: key.id, blobKey: document.blobKey });
    return document;
  });
  if (removed) await clearTexts(knex, key.id);
  return removed;
}

async function hide(trx: Knex.Transaction, key: OwnKey): Promise<boolean> {
  const gone = { ...hidden(), removed: true, identity: null };
  return (
    (await trx('documents')
      .where({ ...key, removed: false })
      .update(gone)) > 0
  );
}

/** Fails an unfinished document and takes back its text and passages; their vectors, which mean nothing without them, are to go. */
export async function cancelReading(
  { knex }: Database,
  key: OwnKey,
  { code, message }: { code: string; message: string },
): Promise<boolean> {
  const isCancelled = await knex.transaction(async (trx) => {
    const failed = { ...hidden(), attempts: 0, failure_code: code, failure_message: message };
    const ended = await trx('documents').where(key).whereIn('status', UNFINISHED).update(failed);
    if (ended === 0) return false;
    const embedded = await trx('passage_vectors')
      .where({ group_id: key.id })
      .whereNotNull('embedded_by')
      .first('row_id');
    if (embedded) await noteGroupRemoval(trx, { learnerId: key.learner_id, groupId: key.id });
    await trx('document_contents').where({ document_id: key.id }).delete();
    return true;
  });
  if (isCancelled) await clearTexts(knex, key.id);
  return isCancelled;
}
