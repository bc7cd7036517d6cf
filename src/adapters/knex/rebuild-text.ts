import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Database } from './database.ts';
import { indexTerms } from './full-text.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { lexemesOf, toBlob } from './lexemes.ts';
import { indexMessages } from './message-index.ts';
import { searchedText } from './save-extraction.ts';

/** Rows of one transaction: those who talk meanwhile wait for some ten milliseconds at most. */
const BATCH = 100;

interface SourceRow {
  row_id: number;
  learner_id: string;
  headings: string;
  text: string;
}

export interface TextProgress {
  what: 'passages' | 'messages';
  done: number;
  of: number;
}

/**
 * Analyses all passages and all that was said again, and puts them into the full-text index in place of what was there. In
 * small steps, so that a running server goes on; whatever is stored meanwhile is in the index already.
 */
export async function rebuildTextIndex(
  database: Database,
  onProgress: (progress: TextProgress) => void,
): Promise<void> {
  await rebuildPassages(database, onProgress);
  await rebuildMessages(database, onProgress);
}

async function rebuildPassages({ knex, kind }: Database, onProgress: (progress: TextProgress) => void): Promise<void> {
  const of = await countOf(knex, 'passages');
  const replace = kind === 'postgres' ? replaceInPostgres : replaceInSqlite;
  let done = 0;
  for (let after = 0; ; ) {
    const rows = await knex.transaction(async (trx) => {
      const batch: SourceRow[] = await trx('passages')
        .where('row_id', '>', after)
        .orderBy('row_id')
        .limit(BATCH)
        .select('row_id', 'learner_id', 'headings', 'text');
      for (const row of batch) await replace(trx, row);
      return batch;
    });
    const last = rows.at(-1);
    if (!last) return;
    after = last.row_id;
    done += rows.length;
    onProgress({ what: 'passages', done, of: Math.max(of, done) });
    await setImmediate();
  }
}

async function rebuildMessages({ knex }: Database, onProgress: (progress: TextProgress) => void): Promise<void> {
  const of = await countOf(knex, 'messages');
  let done = 0;
  for (let after = ''; ; ) {
    const ids = await knex.transaction(async (trx) => {
      const rows: { id: string }[] = await trx('messages')
        .where('id', '>', after)
        .orderBy('id')
        .limit(BATCH)
        .select('id');
      const batch = rows.map(({ id }) => id);
      await indexMessages(trx, batch);
      return batch;
    });
    const last = ids.at(-1);
    if (last === undefined) return;
    after = last;
    done += ids.length;
    onProgress({ what: 'messages', done, of: Math.max(of, done) });
    await setImmediate();
  }
}

async function countOf(knex: Knex, table: string): Promise<number> {
  const row = await knex(table).count({ count: '*' }).first();
  return Number(row?.['count'] ?? 0);
}

async function replaceInPostgres(trx: Knex.Transaction, row: SourceRow): Promise<void> {
  const text = searchedText({ headings: JSON.parse(row.headings), text: row.text });
  await trx('passages')
    .where({ row_id: row.row_id })
    .update({ lexemes: toBlob(lexemesOf(text)), search: tsvectorOf(trx, indexTerms(text)) });
}

async function replaceInSqlite(trx: Knex.Transaction, row: SourceRow): Promise<void> {
  const text = searchedText({ headings: JSON.parse(row.headings), text: row.text });
  await trx('passages')
    .where({ row_id: row.row_id })
    .update({ lexemes: toBlob(lexemesOf(text)) });
  await trx('passage_search').where({ rowid: row.row_id }).delete();
  const terms = indexTerms(text).join(' ');
  await trx('passage_search').insert({ rowid: row.row_id, terms, owner: ownerToken(row.learner_id) });
}
