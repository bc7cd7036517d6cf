import type { Knex } from 'knex';
import type { Creation, Document, Totals } from '../../ports/document-store.ts';
import type { Database } from './database.ts';
import { findDocument } from './document-query.ts';
import { type DocumentRow, toDocumentRow } from './document-rows.ts';

/** Stores a document, unless the learner has it already or has no room for it. */
export function createDocument({ knex }: Database, document: Document, quotaBytes: number): Promise<Creation> {
  const { learnerId, identity } = document;
  return knex.transaction(async (trx) => {
    // One after the other for a learner: what two of them count together is then true.
    const account = await trx('learners').where({ id: learnerId, closed: false }).forNoKeyUpdate().first('id');
    if (!account) return { outcome: 'no_account' };
    const same = identity === undefined ? undefined : await findDocument(trx, { learner_id: learnerId, identity });
    if (same) return { outcome: 'duplicate', document: same };
    const { bytes } = await totalsOf(trx, learnerId);
    if (bytes + document.bytes > quotaBytes) return { outcome: 'over_quota', usedBytes: bytes };
    await trx<DocumentRow>('documents').insert(toDocumentRow(document));
    return { outcome: 'created' };
  });
}

/** How many documents a learner has, and how large their files are. */
export async function totalsOf(knex: Knex, learnerId: string): Promise<Totals> {
  const row = await knex<DocumentRow>('documents')
    .where({ learner_id: learnerId, removed: false })
    .count({ documents: '*' })
    .sum({ bytes: 'bytes' })
    .first();
  return { documents: Number(row?.['documents'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
}
