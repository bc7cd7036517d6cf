import type { Knex } from 'knex';
import type { Document, DocumentStore } from '../../ports/document-store.ts';
import { UNFINISHED } from './change-document.ts';
import type { Database } from './database.ts';
import { findDocument } from './document-query.ts';
import type { DocumentRow } from './document-rows.ts';

/** See the port. Fair between learners: whoever brings a hundred files does not keep another one's note waiting for all of them. */
export async function claimDocument(
  { knex, kind }: Database,
  ...[owner, now, leaseUntil, { alone = false, recordings } = {}]: Parameters<DocumentStore['claim']>
): Promise<Document | undefined> {
  const free = (row: Knex.QueryBuilder): void => {
    row.whereNull('lease_owner').orWhere('lease_until', '<', now);
    if (alone) row.orWhereNot({ lease_owner: owner });
  };
  const leased = knex('documents')
    .whereIn('status', UNFINISHED)
    .whereNot(free)
    .groupBy('learner_id')
    .select({ leased_by: 'learner_id' })
    .count({ leased: '*' })
    .as('busy');
  const next = knex<DocumentRow>('documents')
    .leftJoin(leased, 'busy.leased_by', 'documents.learner_id')
    .whereIn('status', UNFINISHED)
    .where(free)
    // One that was cancelled and is tried again: what goes of it would take new vectors along.
    .whereNotExists(knex('removals').whereRaw('removals.document_id = documents.id').select(knex.raw('1')))
    .orderByRaw('coalesce(busy.leased, 0), created_at, id')
    .limit(1)
    .select('id');
  if (recordings !== undefined) next.whereRaw(`kind ${recordings ? '' : 'not '}like 'audio/%'`);
  // Several workers ask at once: each gets another document, and none waits. SQLite's statements run one by one anyway.
  if (kind === 'postgres') next.forUpdate('documents').skipLocked();
  const [claimed] = await knex('documents')
    .where('id', '=', next)
    .update({ lease_owner: owner, lease_until: leaseUntil })
    .returning('id');
  return claimed && (await findDocument(knex, { id: claimed.id }));
}
