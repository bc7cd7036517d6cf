import type { Knex } from 'knex';
import type { ListedRecording, Recording, RecordingStore } from '../../ports/recording-store.ts';
import { absent, chunked } from './columns.ts';
import { decodeTimeCursor, toPage } from './cursor.ts';
import type { Database } from './database.ts';
import { noteFileRemovals } from './note-removals.ts';

interface RecordingRow {
  id: string;
  learner_id: string;
  conversation_id: string;
  message_id: string;
  blob_key: string;
  /** PostgreSQL gives a bigint as text. */
  bytes: number | string;
  duration_ms: number;
  created_at: number;
}

type ListedRow = RecordingRow & { text: string | null };

/** Recordings that one step removes: databases bound the number of parameters of a statement. */
const STEP = 200;

export function createRecordingStore({ knex }: Database): RecordingStore {
  const recordings = () => knex<RecordingRow>('recordings');

  return {
    add(recording) {
      return knex.transaction(async (trx) => {
        const { conversationId: id, learnerId } = recording;
        // Locked, so that the conversation does not go meanwhile.
        const there = await trx('conversations').where({ id, learner_id: learnerId }).forUpdate().first('id');
        if (there) await trx<RecordingRow>('recordings').insert(toRow(recording));
        return there !== undefined;
      });
    },
    async find(learnerId, id) {
      const row = await recordings().where({ id, learner_id: learnerId }).first();
      return row && toRecording(row);
    },
    async list(learnerId, since, { limit, cursor }) {
      const query = knex<ListedRow>('recordings')
        .leftJoin('messages', 'messages.id', 'recordings.message_id')
        .where({ 'recordings.learner_id': learnerId })
        .where('recordings.created_at', '>=', since)
        .orderBy([
          { column: 'recordings.created_at', order: 'desc' },
          { column: 'recordings.id', order: 'desc' },
        ])
        .limit(limit + 1)
        .select<ListedRow[]>('recordings.*', 'messages.text');
      if (cursor !== undefined) {
        query.whereRaw('(recordings.created_at, recordings.id) < (?, ?)', decodeTimeCursor(cursor));
      }
      return toPage(await query, limit, (row) => [row.created_at, row.id], toListed);
    },
    async totals(learnerId) {
      const [row] = await knex('recordings')
        .where({ learner_id: learnerId })
        .count({ count: '*' })
        .sum({ bytes: 'bytes' });
      return { count: Number(row?.['count'] ?? 0), bytes: Number(row?.['bytes'] ?? 0) };
    },
    async remove(learnerId, id) {
      return (await removeWhere(knex, (query) => query.where({ id, learner_id: learnerId }))) > 0;
    },
    removeAll: (learnerId) => removeWhere(knex, (query) => query.where({ learner_id: learnerId })),
    async removeOldest(learnerId, bytes) {
      const rows = await recordings()
        .where({ learner_id: learnerId })
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .select('id', 'bytes');
      let kept = 0;
      const tooMany = rows.filter((row) => {
        kept += Number(row.bytes);
        return kept > bytes;
      });
      let removed = 0;
      for (const step of chunked(tooMany, STEP)) {
        const ids = step.map(({ id }) => id);
        removed += await removeWhere(knex, (query) => query.whereIn('id', ids));
      }
      return removed;
    },
    removeBefore: (time) => removeWhere(knex, (query) => query.where('created_at', '<', time)),
  };
}

/** Notes the files of a conversation's recordings, whose rows go with it. */
export async function noteRecordingsOf(
  trx: Knex.Transaction,
  learnerId: string,
  conversationId: string,
): Promise<void> {
  const rows = await trx<RecordingRow>('recordings').where({ learner_id: learnerId, conversation_id: conversationId });
  await noteFileRemovals(trx, rows.map(toRecording));
}

type Choice = (
  query: Knex.QueryBuilder<RecordingRow, RecordingRow[]>,
) => Knex.QueryBuilder<RecordingRow, RecordingRow[]>;

/** Removes in steps, each with its files noted. @returns how many went. */
async function removeWhere(knex: Knex, choose: Choice): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await knex.transaction(async (trx) => {
      const rows: RecordingRow[] = await choose(trx<RecordingRow>('recordings')).limit(STEP).forUpdate();
      await noteFileRemovals(trx, rows.map(toRecording));
      await trx('recordings')
        .whereIn(
          'id',
          rows.map(({ id }) => id),
        )
        .delete();
      return rows.length;
    });
    removed += step;
    if (step < STEP) return removed;
  }
}

function toRow(recording: Recording): RecordingRow {
  return {
    id: recording.id,
    learner_id: recording.learnerId,
    conversation_id: recording.conversationId,
    message_id: recording.messageId,
    blob_key: recording.blobKey,
    bytes: recording.bytes,
    duration_ms: recording.durationMs,
    created_at: recording.createdAt,
  };
}

function toRecording(row: RecordingRow): Recording {
  return {
    id: row.id,
    learnerId: row.learner_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    blobKey: row.blob_key,
    bytes: Number(row.bytes),
    durationMs: row.duration_ms,
    createdAt: row.created_at,
  };
}

function toListed(row: ListedRow): ListedRecording {
  return { ...toRecording(row), text: absent(row.text) };
}
