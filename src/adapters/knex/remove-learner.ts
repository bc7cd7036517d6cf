import { setImmediate } from 'node:timers/promises';
import { clearTexts } from './clear-texts.ts';
import type { Database } from './database.ts';
import { noteLearnerRemoval } from './note-removals.ts';
import { hidden } from './remove-document.ts';

/** Rows of one statement: with what hangs on each some milliseconds of work. */
const BATCH = 100;
/** What leads to an account. */
const WAYS_IN = ['sessions', 'api_tokens', 'phone_links', 'phone_link_codes', 'push_subscriptions'];
/** What there may be very much of; whatever else there is goes with the account's row. */
const MANY = [
  'messages',
  'recordings',
  'conversations',
  'reviews',
  'cards',
  'activity',
  'usage',
  'calls',
  'client_mutations',
  'idempotency_keys',
  'uploads',
];

/**
 * Closes an account, in one short transaction: nobody gets into it, finds it or anything of it from then on, and its address is free.
 * Notes that the rest is to go.
 */
export function closeLearner({ knex }: Database, id: string): Promise<boolean> {
  return knex.transaction(async (trx) => {
    const gone = { closed: true, email: id, name: '', password_hash: '', keeps_recordings: false };
    if ((await trx('learners').where({ id, closed: false }).update(gone)) === 0) return false;
    for (const table of WAYS_IN) await trx(table).where({ learner_id: id }).delete();
    await trx('invites').where({ created_by: id }).delete();
    await trx('documents')
      .where({ learner_id: id, removed: false })
      .update({ ...hidden(), removed: true, identity: null });
    await noteLearnerRemoval(trx, id);
    return true;
  });
}

/** Deletes what a closed account still has, a few rows at a time, and then the account; of an open one nothing. */
export async function clearLearner({ knex, kind }: Database, id: string): Promise<void> {
  const closed = () => knex('learners').where({ id, closed: true });
  if (!(await closed().first('id'))) return;
  const documents: string[] = await knex('documents').where({ learner_id: id }).pluck('id');
  for (const documentId of documents) await clearTexts(knex, documentId);
  // Where a row is, whatever its key is made of.
  const place = kind === 'sqlite' ? 'rowid' : 'ctid';
  for (const table of MANY) {
    const some = knex(table).where({ learner_id: id }).limit(BATCH).select(place);
    while ((await knex(table).whereIn(place, some.clone()).delete()) > 0) await setImmediate();
  }
  await knex.transaction(async (trx) => {
    await trx('learners').where({ id, closed: true }).delete();
    // Vectors may have been made meanwhile of what was still there.
    await noteLearnerRemoval(trx, id);
  });
}
