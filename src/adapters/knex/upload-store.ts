import type { Knex } from 'knex';
import type { ResumableUpload, UploadEnd, UploadStore } from '../../ports/upload-store.ts';
import { absent, fromJson, storable, toJson } from './columns.ts';
import type { Database } from './database.ts';
import { noteFileRemovals } from './note-removals.ts';

interface UploadRow {
  id: string;
  learner_id: string;
  name: string;
  bytes: number;
  received: number;
  ended: string | null;
  created_at: number;
  touched_at: number;
}

interface PartRow {
  upload_id: string;
  start: number;
  blob_key: string;
}

/** Forgotten in one transaction at most. */
const BATCH = 100;

export function createUploadStore({ knex }: Database): UploadStore {
  const own = (learnerId: string, id: string, on: Knex = knex) =>
    on<UploadRow>('uploads').where({ id, learner_id: learnerId });

  return {
    async create(upload) {
      await knex<UploadRow>('uploads').insert(toRow(upload));
    },
    async find(learnerId, id) {
      const row = await own(learnerId, id).first();
      return row && toUpload(row);
    },
    async pending(learnerId) {
      const row = await knex('uploads')
        .where({ learner_id: learnerId })
        .whereNull('ended')
        .count({ uploads: '*' })
        .sum({ bytes: 'received' })
        .first();
      return { uploads: Number(row?.['uploads'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
    },
    append(learnerId, id, { start, bytes, blobKey }, now) {
      return knex.transaction(async (trx) => {
        const isNext = await own(learnerId, id, trx)
          .where({ received: start })
          .whereNull('ended')
          .update({ received: start + bytes, touched_at: now });
        if (!isNext) return false;
        await trx<PartRow>('upload_parts').insert({ upload_id: id, start, blob_key: blobKey });
        return true;
      });
    },
    async parts(learnerId, id) {
      const rows = await knex<PartRow>('upload_parts')
        .whereIn('upload_id', own(learnerId, id).select('id'))
        .orderBy('start');
      return rows.map(({ start, blob_key }) => ({ start: Number(start), blobKey: blob_key }));
    },
    end(learnerId, id, end) {
      return knex.transaction(async (trx) => {
        const isFirst = await own(learnerId, id, trx)
          .whereNull('ended')
          .update({ ended: toJson(end) });
        if (isFirst) await letPartsGo(trx, [{ id, learner_id: learnerId }]);
        const row = await own(learnerId, id, trx).first('ended');
        return fromJson<UploadEnd>(row?.ended ?? null);
      });
    },
    remove: (learnerId, id) => knex.transaction(async (trx) => (await forget(trx, own(learnerId, id, trx))) > 0),
    async removeExpired(untouchedSince) {
      let removed = 0;
      for (let batch = BATCH; batch === BATCH; removed += batch) {
        batch = await knex.transaction((trx) =>
          forget(trx, trx<UploadRow>('uploads').where('touched_at', '<', untouchedSince).limit(BATCH)),
        );
      }
      return removed;
    },
  };
}

/** Deletes uploads and notes that their parts must go. @returns how many */
async function forget(trx: Knex.Transaction, found: Knex.QueryBuilder): Promise<number> {
  const rows: Pick<UploadRow, 'id' | 'learner_id'>[] = await found.select('id', 'learner_id');
  await letPartsGo(trx, rows);
  const ids = rows.map(({ id }) => id);
  return await trx('uploads').whereIn('id', ids).delete();
}

async function letPartsGo(trx: Knex.Transaction, uploads: Pick<UploadRow, 'id' | 'learner_id'>[]): Promise<void> {
  for (const { id, learner_id } of uploads) {
    const parts = await trx<PartRow>('upload_parts').where({ upload_id: id });
    await trx<PartRow>('upload_parts').where({ upload_id: id }).delete();
    await noteFileRemovals(
      trx,
      parts.map(({ blob_key }) => ({ learnerId: learner_id, blobKey: blob_key })),
    );
  }
}

function toRow(upload: ResumableUpload): UploadRow {
  const { id, learnerId, name, bytes, received, ended, createdAt, touchedAt } = upload;
  return {
    id,
    learner_id: learnerId,
    name: storable(name),
    bytes,
    received,
    ended: toJson(ended),
    created_at: createdAt,
    touched_at: touchedAt,
  };
}

function toUpload(row: UploadRow): ResumableUpload {
  return {
    id: row.id,
    learnerId: row.learner_id,
    name: row.name,
    bytes: Number(row.bytes),
    received: Number(row.received),
    ended: fromJson<UploadEnd>(absent(row.ended) ?? null),
    createdAt: Number(row.created_at),
    touchedAt: Number(row.touched_at),
  };
}
