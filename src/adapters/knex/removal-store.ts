import type { RemovalStore } from '../../ports/document-store.ts';
import { clearTexts } from './clear-texts.ts';
import { absent } from './columns.ts';
import type { Database } from './database.ts';
import { noteLearnerRemoval, type RemovalRow } from './note-removals.ts';
import { clearLearner } from './remove-learner.ts';

export function createRemovalStore(database: Database): RemovalStore {
  const { knex } = database;
  return {
    async pending(limit, { after = '', now = 0 } = {}) {
      // Ids rise with time, so the oldest come first.
      const rows = await knex<RemovalRow>('removals')
        .where('id', '>', after)
        .where((due) => due.whereNull('again_at').orWhere('again_at', '<=', now))
        .orderBy('id')
        .limit(limit);
      return rows.map((row) => ({
        id: row.id,
        learnerId: row.learner_id,
        documentId: absent(row.document_id),
        blobKey: absent(row.blob_key),
        isAgain: row.again_at !== null,
      }));
    },
    async done(id) {
      return (await knex('removals').where({ id }).delete()) > 0;
    },
    async doAgain(id, at) {
      await knex<RemovalRow>('removals').where({ id }).update({ again_at: at });
    },
    clearTexts: (documentId) => clearTexts(knex, documentId),
    clearLearner: (learnerId) => clearLearner(database, learnerId),
    async unmark(documentId) {
      await knex('passage_vectors').where({ group_id: documentId }).update({ embedded_by: null });
    },
    addLearner: (learnerId) => knex.transaction((trx) => noteLearnerRemoval(trx, learnerId)),
  };
}
