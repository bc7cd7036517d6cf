import type { Knex } from 'knex';
import type { Message } from '../../ports/message-store.ts';
import type { Citation } from '../../protocol/common.ts';
import { absent, chunked, fromJson, storable } from './columns.ts';

export interface MessageRow {
  id: string;
  conversation_id: string;
  learner_id: string;
  turn_id: string;
  position: number;
  role: Message['role'];
  text: string;
  heard_text: string | null;
  status: Message['status'];
  error_code: string | null;
  source: 'typed' | 'speech' | null;
  model: string | null;
  timings: string | null;
  usage: string | null;
  earlier_talk: string | null;
  owner: string | null;
  lease_until: number | null;
  superseded_at: number | null;
  heard_stretches: string | null;
  created_at: number;
  call_sid: string | null;
  begun_at: number | null;
}

interface CitationRow {
  message_id: string;
  ordinal: number;
  n: number;
  sentence: number;
  text_offset: number | null;
  passage_id: string;
  document_id: string;
  title: string;
  page: number | null;
  start_offset: number;
  end_offset: number;
  quote: string;
}

/** Rows as messages, each with its citations. */
export async function toMessages(knex: Knex, rows: MessageRow[]): Promise<Message[]> {
  const citations = await citationsOf(
    knex,
    rows.filter((row) => row.role === 'tutor').map((row) => row.id),
  );
  return rows.map((row) => ({
    id: row.id,
    conversationId: row.conversation_id,
    learnerId: row.learner_id,
    turnId: row.turn_id,
    role: row.role,
    text: row.text,
    heardText: absent(row.heard_text),
    status: row.status,
    errorCode: absent(row.error_code),
    source: absent(row.source),
    model: absent(row.model),
    timings: fromJson(row.timings),
    usage: fromJson(row.usage),
    citations: citations.get(row.id) ?? [],
    earlierTalk: fromJson(row.earlier_talk),
    createdAt: row.created_at,
    begunAt: absent(row.begun_at),
  }));
}

export async function insertCitations(trx: Knex.Transaction, messageId: string, citations: Citation[]): Promise<void> {
  const rows = citations.map(
    (citation, ordinal): CitationRow => ({
      message_id: messageId,
      ordinal,
      n: citation.n,
      sentence: citation.sentence,
      text_offset: citation.at ?? null,
      passage_id: citation.passageId,
      document_id: citation.documentId,
      title: storable(citation.title),
      page: citation.page ?? null,
      start_offset: citation.start,
      end_offset: citation.end,
      quote: storable(citation.quote),
    }),
  );
  for (const chunk of chunked(rows, 50)) await trx<CitationRow>('citations').insert(chunk);
}

async function citationsOf(knex: Knex, messageIds: string[]): Promise<Map<string, Citation[]>> {
  const byMessage = new Map<string, Citation[]>();
  for (const ids of chunked(messageIds, 500)) {
    const rows = await knex<CitationRow>('citations').whereIn('message_id', ids).orderBy(['message_id', 'ordinal']);
    for (const row of rows) {
      const citations = byMessage.get(row.message_id) ?? [];
      citations.push(toCitation(row));
      byMessage.set(row.message_id, citations);
    }
  }
  return byMessage;
}

function toCitation(row: CitationRow): Citation {
  return {
    n: row.n,
    sentence: row.sentence,
    ...(row.text_offset === null ? {} : { at: row.text_offset }),
    passageId: row.passage_id,
    documentId: row.document_id,
    title: row.title,
    ...(row.page === null ? {} : { page: row.page }),
    start: row.start_offset,
    end: row.end_offset,
    quote: row.quote,
  };
}
