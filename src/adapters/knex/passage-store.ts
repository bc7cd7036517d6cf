import type { Knex } from 'knex';
import { isStemmed, type StemmedLanguage } from '../../languages/stem.ts';
import type { PassageStore } from '../../ports/document-store.ts';
import { chunked } from './columns.ts';
import type { Database } from './database.ts';
import { type DocumentRow, type PassageRow, toPassage } from './document-rows.ts';
import type { Ranked } from './rank.ts';
import type { TextIndex } from './text-index.ts';

/** Ids of one statement: both databases take as many, and nobody asks for more. One statement sees all of a document or nothing. */
const MOST_IDS = 30_000;

const PASSAGES: TextIndex = {
  table: 'passage_search',
  entries: 'passages',
  columns: { id: 'id', group: 'document_id', ordinal: 'ordinal' },
  words: { table: 'document_words', group: 'document_id' },
};

/** Without what is in the row for searching: on PostgreSQL that is more than the text. */
const READ = [
  ...(['id', 'document_id', 'learner_id', 'ordinal', 'start_offset', 'end_offset'] as const),
  ...(['page', 'headings', 'text', 'after'] as const),
] satisfies (keyof PassageRow)[];

const NOTHING: Awaited<ReturnType<PassageStore['search']>> = { hits: [], unknown: 1, corrections: [] };

type FoundRow = Pick<PassageRow, (typeof READ)[number]> & Pick<DocumentRow, 'title' | 'language'>;

export function createPassageStore({ knex, searcher }: Database): PassageStore {
  return {
    async byIds(learnerId, ids) {
      const found = new Map<string, FoundRow>();
      for (const batch of chunked(ids, MOST_IDS)) {
        const rows: FoundRow[] = await knex('passages')
          .join('documents', 'documents.id', 'passages.document_id')
          .whereIn('passages.id', batch)
          .where('documents.passage_count', '>', 0)
          .select(READ.map((column) => `passages.${column}`))
          .select('documents.title', 'documents.language');
        // Compared here: in the statement it makes SQLite read all of the learner's passages instead of these few.
        for (const row of rows) if (row.learner_id === learnerId) found.set(row.id, row);
      }
      return ids.flatMap((id) => {
        const row = found.get(id);
        return row ? [{ ...toPassage(row), title: row.title, language: stemmedIn(row) }] : [];
      });
    },
    async search(learnerId, words, { limit, documentIds }) {
      if (documentIds?.length === 0) return NOTHING;
      // Again, without it, where a document that was found is being deleted by now: some of its passages were gone already.
      for (;;) {
        const { groups, languages, isSaving } = await documentsOf(knex, learnerId, documentIds);
        if (groups.size === 0) return NOTHING;
        const onlyGroups = documentIds !== undefined || isSaving;
        const asked = { index: PASSAGES, learnerId, words, groups, languages, onlyGroups, limit };
        const { ranked, unknown, corrections } = await searcher.search(asked);
        if (!(await areWhole(knex, ranked, groups))) continue;
        return { hits: ranked.map(({ id, score }) => ({ passageId: id, score })), unknown, corrections };
      }
    },
    async count(learnerId) {
      const [row] = await knex('passages').where({ learner_id: learnerId }).count({ count: '*' });
      return Number(row?.['count'] ?? 0);
    },
  };
}

/** How many passages each of the documents has whose passages are all stored, what they are written in, and whether there are others. */
async function documentsOf(knex: Knex, learnerId: string, documentIds?: string[]) {
  const query = knex<DocumentRow>('documents').where({ learner_id: learnerId });
  if (documentIds) query.whereIn('id', documentIds);
  const rows = await query.select('id', 'passage_count', 'language', 'saving');
  const whole = rows.filter((row) => row.passage_count > 0);
  const languages = new Set<StemmedLanguage>(whole.map((row) => stemmedIn(row) ?? 'en'));
  if (languages.size === 0) languages.add('en');
  const groups = new Map(whole.map((row) => [row.id, row.passage_count]));
  return { groups, languages: [...languages], isSaving: rows.some(({ saving }) => saving !== null) };
}

/** Whether each document of which something was found has as many passages as when the search began. */
async function areWhole(knex: Knex, found: readonly Ranked[], groups: ReadonlyMap<string, number>): Promise<boolean> {
  const ids = [...new Set(found.map(({ group }) => group))];
  if (ids.length === 0) return true;
  const rows = await knex<DocumentRow>('documents').whereIn('id', ids).select('id', 'passage_count');
  const now = new Map(rows.map((row) => [row.id, row.passage_count]));
  return ids.every((id) => now.get(id) === groups.get(id));
}

function stemmedIn({ language }: Pick<DocumentRow, 'language'>): StemmedLanguage | undefined {
  return language !== null && isStemmed(language) ? language : undefined;
}
