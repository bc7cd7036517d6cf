import type { Knex } from 'knex';
import { isStemmed, type StemmedLanguage } from '../../languages/stem.ts';
import type { PassageStore } from '../../ports/document-store.ts';
import { chunked } from './columns.ts';
import type { Database } from './database.ts';
import { type DocumentRow, type PassageRow, toPassage } from './document-rows.ts';
import type { TextIndex } from './text-index.ts';

/** Ids of one statement. */
const BATCH = 500;

const PASSAGES: TextIndex = {
  table: 'passage_search',
  entries: 'passages',
  columns: { id: 'id', group: 'document_id', ordinal: 'ordinal' },
  words: { table: 'document_words', group: 'document_id' },
};

type FoundRow = PassageRow & Pick<DocumentRow, 'title' | 'language'>;

export function createPassageStore({ knex, searcher }: Database): PassageStore {
  return {
    async byIds(learnerId, ids) {
      const found = new Map<string, FoundRow>();
      for (const batch of chunked(ids, BATCH)) {
        const rows: FoundRow[] = await knex('passages')
          .join('documents', 'documents.id', 'passages.document_id')
          .whereIn('passages.id', batch)
          .where('documents.passage_count', '>', 0)
          .select('passages.*', 'documents.title', 'documents.language');
        // Compared here: in the statement it makes SQLite read all of the learner's passages instead of these few.
        for (const row of rows) if (row.learner_id === learnerId) found.set(row.id, row);
      }
      return ids.flatMap((id) => {
        const row = found.get(id);
        return row ? [{ ...toPassage(row), title: row.title, language: stemmedIn(row) }] : [];
      });
    },
    async search(learnerId, words, { limit, documentIds }) {
      if (documentIds?.length === 0) return { hits: [], unknown: 1, corrections: [] };
      const { groups, languages, isSaving } = await documentsOf(knex, learnerId, documentIds);
      if (groups.size === 0) return { hits: [], unknown: 1, corrections: [] };
      const onlyGroups = documentIds !== undefined || isSaving;
      const asked = { index: PASSAGES, learnerId, words, groups, languages, onlyGroups, limit };
      const { ranked, unknown, corrections } = await searcher.search(asked);
      return { hits: ranked.map(({ id, score }) => ({ passageId: id, score })), unknown, corrections };
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

function stemmedIn({ language }: Pick<DocumentRow, 'language'>): StemmedLanguage | undefined {
  return language !== null && isStemmed(language) ? language : undefined;
}
