import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { languageOfText } from '../../languages/detect.ts';
import { isStemmed } from '../../languages/stem.ts';
import type { TextAnalysis } from '../../ports/document-store.ts';
import { analyseText } from './analyse-text.ts';
import type { Database } from './database.ts';
import type { DocumentContentRow, DocumentRow } from './document-rows.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { searchedText } from './insert-passages.ts';

/** Rows of one transaction: those who talk meanwhile wait for some ten milliseconds at most. */
const BATCH = 100;

interface SourceRow {
  row_id: number;
  learner_id: string;
  headings: string;
  text: string;
}

/**
 * Analyses a document's passages again, as the language that its text is in, in place of what was in the index. The language is
 * noted last: what was interrupted is begun again.
 */
export async function analyseDocument(
  { knex }: Database,
  id: string,
  onBatch: (passages: number) => void,
): Promise<void> {
  const language = await languageOf(knex, id);
  for (let after = 0; ; ) {
    const rows = await knex.transaction(async (trx) => {
      const batch: SourceRow[] = await trx('passages')
        .where({ document_id: id })
        .where('row_id', '>', after)
        .orderBy('row_id')
        .limit(BATCH)
        .select('row_id', 'learner_id', 'headings', 'text');
      for (const row of batch) await replaceEntry(trx, row, language);
      return batch;
    });
    const last = rows.at(-1);
    if (!last) break;
    after = last.row_id;
    onBatch(rows.length);
    await setImmediate();
  }
  await knex<DocumentRow>('documents').where({ id }).update({ language });
}

export function createTextAnalysis(database: Database): TextAnalysis {
  const { knex } = database;
  return {
    async next() {
      const document = await knex<DocumentRow>('documents')
        .whereNull('language')
        .where('passage_count', '>', 0)
        .first('id');
      if (!document) return false;
      const { id } = document;
      const language = await languageOf(knex, id);
      // What has no stems of its own was analysed as English, and stays so.
      if (isStemmed(language) && language !== 'en') await analyseDocument(database, id, () => undefined);
      else await knex<DocumentRow>('documents').where({ id }).update({ language });
      return true;
    },
  };
}

async function languageOf(knex: Knex, documentId: string): Promise<string> {
  const content = await knex<DocumentContentRow>('document_contents').where({ document_id: documentId }).first('text');
  return languageOfText(content?.text ?? '');
}

async function replaceEntry(trx: Knex.Transaction, row: SourceRow, language: string): Promise<void> {
  const text = searchedText({ headings: JSON.parse(row.headings), text: row.text });
  const { terms, lexemes } = analyseText(text, language);
  const passage = trx('passages').where({ row_id: row.row_id });
  if (trx.client.config.client === 'pg') {
    await passage.update({ lexemes, search: tsvectorOf(trx, terms) });
    return;
  }
  await passage.update({ lexemes });
  await trx('passage_search').where({ rowid: row.row_id }).delete();
  await trx('passage_search').insert({
    rowid: row.row_id,
    terms: terms.join(' '),
    owner: ownerToken(row.learner_id),
  });
}
