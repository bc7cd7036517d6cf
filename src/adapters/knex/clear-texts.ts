import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';

/** Rows of one statement: with their entries in the index some milliseconds of work. */
const BATCH = 100;

/**
 * Deletes the passages of a document that was deleted or cancelled, a few at a time, then the document if that was deleted. Of one that
 * is queued again by now nothing: who reads it replaces what there is. SQLite has one connection for everybody, and thousands of rows
 * in one statement would keep all of them waiting.
 */
export async function clearTexts(knex: Knex, documentId: string): Promise<void> {
  const left = () => knex('documents').where({ id: documentId, status: 'failed', passage_count: 0 });
  const some = knex('passages')
    .where({ document_id: documentId })
    .whereExists(left().select(knex.raw('1')))
    .limit(BATCH)
    .select('row_id');
  while ((await knex('passages').whereIn('row_id', some.clone()).delete()) > 0) await setImmediate();
  const isLeft = await knex('passages').where({ document_id: documentId }).first('id');
  if (isLeft) return;
  await left().where({ removed: true }).delete();
  await left().update({ saving: null });
}
