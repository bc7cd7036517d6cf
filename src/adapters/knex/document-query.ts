import type { Knex } from 'knex';
import type { Document } from '../../ports/document-store.ts';
import { type DocumentRow, toDocument } from './document-rows.ts';

/** The first document whose columns are these. */
export async function findDocument(
  knex: Knex,
  key: { id?: string; learner_id?: string; identity?: string },
): Promise<Document | undefined> {
  const row: (DocumentRow & { embedded_count: number }) | undefined = await withEmbeddedCount(knex).where(key).first();
  return row && toDocument(row);
}

/** Documents that were not deleted, each with how many of its passages have their vector stored. */
export function withEmbeddedCount(knex: Knex) {
  const embedded = knex('passage_vectors')
    .whereRaw('passage_vectors.group_id = documents.id')
    .whereNotNull('embedded_by')
    .count('*')
    .as('embedded_count');
  return knex('documents').where({ removed: false }).select('documents.*', embedded);
}
