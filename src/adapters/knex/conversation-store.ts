import type { Conversation, ConversationPatch, ConversationStore } from '../../ports/conversation-store.ts';
import type { Mode } from '../../protocol/common.ts';
import { absent, definedOnly, fromJson, storable, toJson } from './columns.ts';
import { decodeTimeCursor, toPage } from './cursor.ts';
import type { Database } from './database.ts';
import { noteGroupRemoval } from './note-removals.ts';
import { noteRecordingsOf } from './recording-store.ts';

interface ConversationRow {
  id: string;
  learner_id: string;
  title: string;
  mode: Mode;
  language: string | null;
  document_ids: string | null;
  course_id: string | null;
  created_at: number;
  updated_at: number;
}

export function createConversationStore({ knex }: Database): ConversationStore {
  const conversations = () => knex<ConversationRow>('conversations');

  return {
    async create(conversation) {
      await conversations().insert(toRow(conversation));
    },
    async find(learnerId, id) {
      const row = await conversations().where({ id, learner_id: learnerId }).first();
      return row && toConversation(row);
    },
    async list(learnerId, { limit, cursor }) {
      const query = conversations()
        .where({ learner_id: learnerId })
        .where((used) =>
          used
            .whereNot({ title: '' })
            .orWhereExists(knex('messages').select('id').whereRaw('conversation_id = conversations.id')),
        )
        .orderBy([
          { column: 'updated_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit + 1);
      if (cursor !== undefined) query.whereRaw('(updated_at, id) < (?, ?)', decodeTimeCursor(cursor));
      return toPage(await query, limit, (row) => [row.updated_at, row.id], toConversation);
    },
    async limitedWithin(learnerId, documentIds) {
      const limited = await conversations()
        .where({ learner_id: learnerId })
        .whereNotNull('document_ids')
        .select('id', 'document_ids');
      const among = new Set(documentIds);
      return limited
        .filter((row) => {
          const own: string[] = fromJson(row.document_ids) ?? [];
          return own.length > 0 && own.every((id) => among.has(id));
        })
        .map(({ id }) => id);
    },
    async update(learnerId, id, patch, now) {
      const [row]: ConversationRow[] = await knex('conversations')
        .where({ id, learner_id: learnerId })
        .update({ ...toPatch(patch), updated_at: now })
        .returning('*');
      return row && toConversation(row);
    },
    remove(learnerId, id) {
      return knex.transaction(async (trx) => {
        // Before the rows go with it, which name the files.
        await noteRecordingsOf(trx, learnerId, id);
        const deleted = await trx<ConversationRow>('conversations').where({ id, learner_id: learnerId }).delete();
        // What was said in it is forgotten by the vector store, too.
        if (deleted > 0) await noteGroupRemoval(trx, { learnerId, groupId: id });
        return deleted > 0;
      });
    },
  };
}

function toPatch({ title, mode, language, documentIds, courseId }: ConversationPatch) {
  return definedOnly({
    title: title === undefined ? undefined : storable(title),
    mode,
    language,
    document_ids: documentIds && toJson(documentIds),
    course_id: courseId,
  });
}

function toRow(conversation: Conversation): ConversationRow {
  return {
    id: conversation.id,
    learner_id: conversation.learnerId,
    title: storable(conversation.title),
    mode: conversation.mode,
    language: conversation.language ?? null,
    document_ids: toJson(conversation.documentIds),
    course_id: conversation.courseId ?? null,
    created_at: conversation.createdAt,
    updated_at: conversation.updatedAt,
  };
}

function toConversation(row: ConversationRow): Conversation {
  return {
    id: row.id,
    learnerId: row.learner_id,
    title: row.title,
    mode: row.mode,
    language: absent(row.language),
    documentIds: fromJson(row.document_ids),
    courseId: absent(row.course_id),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
