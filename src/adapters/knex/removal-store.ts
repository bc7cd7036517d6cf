import type { RemovalStore } from '../../ports/document-store.ts';
import { clearTexts } from './clear-texts.ts';
import { absent } from './columns.ts';
import type { Database } from './database.ts';
import { noteLearnerRemoval, type RemovalRow } from './note-removals.ts';
import { clearLearner } from './remove-learner.ts';

export function createRemovalStore(database: Database): RemovalStore {
  const { knex } = database;
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
    clearLearner: (learnerId) => clearLearner(database, learnerId),
    async unmark(documentId) {
      await knex('passages').where({ document_id: documentId }).update({ embedded_by: null });
    },
    addLearner: (learnerId) => knex.transaction((trx) => noteLearnerRemoval(trx, learnerId)),
  };
}
