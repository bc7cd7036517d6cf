import type { Knex } from 'knex';
import type { StemmedLanguage } from '../../languages/stem.ts';
import type { SaidHit, SaidSearch } from '../../ports/said-search.ts';
import { chunked } from './columns.ts';
import type { Database } from './database.ts';
import { SAID } from './message-index.ts';
import type { TextIndex } from './text-index.ts';

/** Ids of one statement. */
const BATCH = 500;

const SAID_INDEX: TextIndex = {
  table: 'message_search',
  entries: 'message_terms',
  columns: { id: 'message_id', group: 'conversation_id', ordinal: 'position' },
};

/** Messages are too short to tell: English words are stemmed, others are looked for as they are. */
const LANGUAGES: readonly StemmedLanguage[] = ['en'];

interface HitRow {
  id: string;
  conversation_id: string;
  title: string;
  role: 'learner' | 'tutor';
  said: string;
  created_at: number;
}

export function createSaidSearch({ knex, searcher }: Database): SaidSearch {
  return {
    async search(learnerId, words, { limit, from, to }) {
      const groups = await messageCounts(knex, learnerId);
      const asked = { index: SAID_INDEX, learnerId, words, groups, languages: LANGUAGES, said: { from, to }, limit };
      const { ranked: best } = await searcher.search(asked);
      const byId = await rowsOf(
        knex,
        learnerId,
        best.map(({ id }) => id),
      );
      return best.flatMap(({ id, score }) => {
        const row = byId.get(id);
        return row ? [toHit(row, score)] : [];
      });
    },
    async byIds(learnerId, messageIds, { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = {}) {
      const byId = await rowsOf(knex, learnerId, messageIds);
      return messageIds.flatMap((id) => {
        const row = byId.get(id);
        return row && row.created_at >= from && row.created_at < to ? [toHit(row, 0)] : [];
      });
    },
  };
}

/** Messages that are in the index: those that were superseded since, or are being made, are not. */
async function rowsOf(knex: Knex, learnerId: string, ids: string[]): Promise<Map<string, HitRow>> {
  const found = new Map<string, HitRow>();
  for (const batch of chunked(ids, BATCH)) {
    const rows: HitRow[] = await knex('message_terms')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .join('conversations', 'conversations.id', 'messages.conversation_id')
      .whereIn('message_terms.message_id', batch)
      .where({ 'messages.learner_id': learnerId })
      .select('messages.id', 'messages.conversation_id', 'messages.role', 'messages.created_at', 'conversations.title')
      .select(knex.raw(`${SAID} as said`));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

async function messageCounts(knex: Knex, learnerId: string): Promise<Map<string, number>> {
  const rows: { conversation_id: string; count: number | string }[] = await knex('message_terms')
    .where({ learner_id: learnerId })
    .groupBy('conversation_id')
    .select('conversation_id')
    .count({ count: '*' });
  return new Map(rows.map((row) => [row.conversation_id, Number(row.count)]));
}

function toHit(row: HitRow, score: number): SaidHit {
  const { id, conversation_id, title, role, said, created_at } = row;
  return { messageId: id, conversationId: conversation_id, title, role, text: said, createdAt: created_at, score };
}
