import type { Knex } from 'knex';
import { newId } from '../../ids.ts';

export interface RemovalRow {
  id: string;
  learner_id: string;
  document_id: string | null;
  blob_key: string | null;
  /** Set where it was done once: when it is done for the second time, ms since the epoch. */
  again_at: number | null;
}

/** Notes, once, that all of a learner's vectors and files must go; also where that was done before, and waits to be done again. */
export async function noteLearnerRemoval(trx: Knex.Transaction, learnerId: string): Promise<void> {
  const everything = { learner_id: learnerId, document_id: null, blob_key: null, again_at: null };
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
