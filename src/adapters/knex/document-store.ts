import type { DocumentStore } from '../../ports/document-store.ts';
import { requeueReading, UNFINISHED, updateDocument } from './change-document.ts';
import { claimDocument } from './claim-document.ts';
import { storable } from './columns.ts';
import { createDocument, totalsOf } from './create-document.ts';
import { decodeTimeCursor, toPage } from './cursor.ts';
import type { Database } from './database.ts';
import { findDocument, withEmbeddedCount } from './document-query.ts';
import { type DocumentContentRow, type DocumentRow, toDocument, toTags } from './document-rows.ts';
import { cancelReading, removeDocument } from './remove-document.ts';
import { saveExtraction } from './save-extraction.ts';

export function createDocumentStore(database: Database): DocumentStore {
  const { knex, kind } = database;

  return {
    create: (document, quotaBytes = Number.POSITIVE_INFINITY) => createDocument(database, document, quotaBytes),
    totals: (learnerId) => totalsOf(knex, learnerId),
    find: (learnerId, id) => findDocument(knex, { id, learner_id: learnerId }),
    async list(learnerId, { limit, cursor, tag, courseId, unfinished }) {
      const query = withEmbeddedCount(knex)
        .where({ learner_id: learnerId })
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit + 1);
      if (tag !== undefined)
        query.whereRaw(`${kind === 'postgres' ? 'strpos' : 'instr'}(tags, ?) > 0`, [toTags([tag])]);
      if (courseId !== undefined) {
        query.whereIn('documents.id', knex('course_documents').where({ course_id: courseId }).select('document_id'));
      }
      if (unfinished) query.whereIn('status', UNFINISHED);
      if (cursor !== undefined) query.whereRaw('(created_at, id) < (?, ?)', decodeTimeCursor(cursor));
      const rows: (DocumentRow & { embedded_count: number })[] = await query;
      return toPage(rows, limit, (row) => [row.created_at, row.id], toDocument);
    },
    async createdWithin(learnerId, { from, to }) {
      const query = knex<DocumentRow>('documents').where({ learner_id: learnerId, removed: false }).select('id');
      if (from !== undefined) query.where('created_at', '>=', from);
      if (to !== undefined) query.where('created_at', '<', to);
      return (await query).map(({ id }) => id);
    },
    async content(learnerId, id) {
      const own = knex('documents').where({ id, learner_id: learnerId, removed: false }).select('id');
      const row = await knex<DocumentContentRow>('document_contents').whereIn('document_id', own).first();
      return row && { text: row.text, pages: JSON.parse(row.pages) };
    },
    update: (learnerId, id, patch) => updateDocument(knex, { id, learner_id: learnerId }, patch),
    remove: (learnerId, id) => removeDocument(database, { id, learner_id: learnerId }),

    claim: (...request) => claimDocument(database, ...request),
    async renewLease(id, owner, leaseUntil) {
      await knex('documents').where({ id, lease_owner: owner }).update({ lease_until: leaseUntil });
    },
    saveExtraction: (id, extraction) => saveExtraction(database, id, extraction),
    async setStatus(id, status, failure) {
      const released = status === 'ready' || status === 'failed' || status === 'queued';
      const moved = await knex('documents')
        .where({ id })
        .whereNot({ status: 'failed' })
        .update({
          status,
          failure_code: failure?.code ?? null,
          failure_message: failure ? storable(failure.message) : null,
          ...(released ? { lease_owner: null, lease_until: null } : {}),
        });
      return moved > 0;
    },
    async begin(id, status, attempts) {
      const begun = { status, attempts, failure_code: null, failure_message: null };
      return (await knex('documents').where({ id }).whereNot({ status: 'failed' }).update(begun)) > 0;
    },
    cancel: (learnerId, id, failure) => cancelReading(database, { id, learner_id: learnerId }, failure),
    requeue: (learnerId, id) => requeueReading(knex, { id, learner_id: learnerId }),
    async setAttempts(id, attempts) {
      await knex('documents').where({ id }).update({ attempts });
    },
    async countUnfinished() {
      const row = await knex('documents').whereIn('status', UNFINISHED).count({ count: '*' }).first();
      return Number(row?.['count'] ?? 0);
    },
  };
}
