import type { Knex } from 'knex';
import { isStemmed, type StemmedLanguage } from '../../languages/stem.ts';
import type { SaidHit, SaidSearch } from '../../ports/said-search.ts';
import { absent, chunked } from './columns.ts';
import type { Database } from './database.ts';
import { SAID } from './message-index.ts';
import type { TextIndex } from './text-index.ts';

/** Ids of one statement: both databases take as many, and nobody asks for more. One statement sees all of a talk or nothing. */
const MOST_IDS = 30_000;

const SAID_INDEX: TextIndex = {
  table: 'message_search',
  entries: 'message_terms',
  columns: { id: 'message_id', group: 'conversation_id', ordinal: 'position' },
  words: { table: 'message_terms', group: 'conversation_id' },
};

interface HitRow {
  id: string;
  conversation_id: string;
  title: string;
  role: 'learner' | 'tutor';
  said: string;
  created_at: number;
  language: string | null;
}

export function createSaidSearch({ knex, searcher }: Database): SaidSearch {
  return {
    async search(learnerId, words, { limit, from, to, conversationIds }) {
      const { groups, languages } = await messageCounts(knex, learnerId, conversationIds);
      if (groups.size === 0) return { hits: [], corrections: [] };
      const onlyGroups = conversationIds !== undefined;
      const asked = { index: SAID_INDEX, learnerId, words, groups, languages, onlyGroups, said: { from, to }, limit };
      const { ranked: best, corrections } = await searcher.search(asked);
      const byId = await rowsOf(
        knex,
        learnerId,
        best.map(({ id }) => id),
      );
      const hits = best.flatMap(({ id, score }) => {
        const row = byId.get(id);
        return row ? [toHit(row, score)] : [];
      });
      return { hits, corrections };
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
  for (const batch of chunked(ids, MOST_IDS)) {
    const rows: HitRow[] = await knex('message_terms')
      .join('messages', 'messages.id', 'message_terms.message_id')
      .join('conversations', 'conversations.id', 'messages.conversation_id')
      .whereIn('message_terms.message_id', batch)
      .where({ 'messages.learner_id': learnerId })
      .select('messages.id', 'messages.conversation_id', 'messages.role', 'messages.created_at', 'conversations.title')
      .select('message_terms.language')
      .select(knex.raw(`${SAID} as said`));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** How many messages there are in each talk, and what they are in: those before this was noted, and those that tell nothing, English. */
async function messageCounts(
  knex: Knex,
  learnerId: string,
  conversationIds?: string[],
): Promise<{ groups: Map<string, number>; languages: StemmedLanguage[] }> {
  const counting = knex('message_terms').where({ learner_id: learnerId }).groupBy('conversation_id', 'language');
  if (conversationIds) counting.whereIn('conversation_id', conversationIds);
  const rows: { conversation_id: string; language: string | null; count: number | string }[] = await counting
    .select('conversation_id', 'language')
    .count({ count: '*' });
  const groups = new Map<string, number>();
  const languages = new Set<StemmedLanguage>();
  for (const { conversation_id, language, count } of rows) {
    groups.set(conversation_id, (groups.get(conversation_id) ?? 0) + Number(count));
    languages.add(language !== null && isStemmed(language) ? language : 'en');
  }
  return { groups, languages: languages.size > 0 ? [...languages] : ['en'] };
}

function toHit(row: HitRow, score: number): SaidHit {
  const { id, conversation_id, title, role, said, created_at, language } = row;
  return {
    messageId: id,
    conversationId: conversation_id,
    title,
    role,
    text: said,
    createdAt: created_at,
    score,
    language: absent(language),
  };
}
