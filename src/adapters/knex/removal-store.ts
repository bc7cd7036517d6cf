import type { Knex } from 'knex';
import { newId } from '../../ids.ts';
import type { RemovalStore } from '../../ports/document-store.ts';
import { clearTexts } from './clear-texts.ts';
import { absent } from './columns.ts';
import type { Database } from './database.ts';

interface RemovalRow {
  id: string;
  learner_id: string;
  document_id: string | null;
  blob_key: string | null;
}

export function createRemovalStore({ knex }: Database): RemovalStore {
  return {
    async pending(limit, after = '') {
      // Ids rise with time, so the oldest come first.
      const rows = await knex<RemovalRow>('removals').where('id', '>', after).orderBy('id').limit(limit);
      return rows.map((row) => ({
        id: row.id,
        learnerId: row.learner_id,
        documentId: absent(row.document_id),
        blobKey: absent(row.blob_key),
      }));
    },
    async done(id) {
      return (await knex('removals').where({ id }).delete()) > 0;
    },
    clearTexts: (documentId) => clearTexts(knex, documentId),
    async unmark(documentId) {
      await knex('passages').where({ document_id: documentId }).update({ embedded_by: null });
    },
    addLearner: (learnerId) => knex.transaction((trx) => noteLearnerRemoval(trx, learnerId)),
  };
}

/** Notes, once, that all of a learner's vectors and files must go. */
export async function noteLearnerRemoval(trx: Knex.Transaction, learnerId: string): Promise<void> {
  const everything = { learner_id: learnerId, document_id: null, blob_key: null };
  const noted = await trx<RemovalRow>('removals').where(everything).first('id');
  if (!noted) await trx<RemovalRow>('removals').insert({ id: newId(), ...everything });
}

/** Notes that files must go which belong to no document. */
export async function noteFileRemovals(
  trx: Knex.Transaction,
  files: { learnerId: string; blobKey: string }[],
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ learnerId, blobKey }) => ({
    id: newId(),
    learner_id: learnerId,
    document_id: null,
    blob_key: blobKey,
  }));
  await trx.batchInsert('removals', rows, 100);
}

/** Notes that the vectors of a document or conversation must go, and the file if there is one. */
export async function noteGroupRemoval(
  trx: Knex.Transaction,
  { learnerId, groupId, blobKey }: { learnerId: string; groupId: string; blobKey?: string },
): Promise<void> {
  await trx<RemovalRow>('removals').insert({
    id: newId(),
    learner_id: learnerId,
    document_id: groupId,
    blob_key: blobKey ?? null,
  });
}
