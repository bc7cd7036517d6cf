import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { analyseDocument } from './analyse-document.ts';
import type { Database } from './database.ts';
import { indexMessages } from './message-index.ts';

/** Rows of one transaction: those who talk meanwhile wait for some ten milliseconds at most. */
const BATCH = 100;

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

async function rebuildPassages(database: Database, onProgress: (progress: TextProgress) => void): Promise<void> {
  const { knex } = database;
  const of = await countOf(knex, 'passages');
  let done = 0;
  for (let after = ''; ; ) {
    const document: { id: string } | undefined = await knex('documents')
      .where('id', '>', after)
      .where('passage_count', '>', 0)
      .orderBy('id')
      .first('id');
    if (!document) return;
    after = document.id;
    await analyseDocument(database, after, (passages) => {
      done += passages;
      onProgress({ what: 'passages', done, of: Math.max(of, done) });
    });
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
