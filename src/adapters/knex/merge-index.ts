import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Database } from './database.ts';

/** Upkeep of the full-text index. */
export interface TextIndexUpkeep {
  /** Makes one of the many pieces that an index is written in, without what was deleted. @returns how many fewer there are. */
  merge(): Promise<number>;
}

const TABLES = ['passage_search', 'message_search'];
/**
 * A word is looked up in each piece: with 13 of them, of 100,000 passages, finding the passages with any of eight words took more than
 * three times as long as with one. Merging writes all of the index anew, so that it waits for some.
 */
const MANY = 8;
/** Pages of one step: some ten milliseconds, in which nobody else's statement runs. */
const STEP_PAGES = 20;
/** What is more than this goes on the next time. */
const MAX_STEPS = 5000;

/** Whence on SQLite's rows of an index say which of its entries count as deleted: segment ids, of 16 bits, end here. */
const DELETED_FROM = 2 ** 53;

/** SQLite writes a piece with each transaction and joins only some of them by itself; PostgreSQL sees to its own index. */
export function createTextIndexUpkeep({ knex, kind }: Database): TextIndexUpkeep {
  async function pieces(table: string): Promise<number> {
    const [row] = await knex(`${table}_idx`).countDistinct({ count: 'segid' });
    return Number(row?.['count'] ?? 0);
  }

  /** What was deleted is only marked so: its words stay in their piece until that is written anew. */
  async function holdsDeleted(table: string): Promise<boolean> {
    return (await knex(`${table}_data`).where('id', '>=', DELETED_FROM).first('id')) !== undefined;
  }

  /** @returns whether there was anything to do: by itself the statement writes one row. In a transaction, so that nobody else's rows count. */
  function mergeStep(table: string, pages: number): Promise<boolean> {
    return knex.transaction(async (step) => {
      const before = await written(step);
      await step.raw('insert into ??(??, rank) values (?, ?)', [table, table, 'merge', pages]);
      return (await written(step)) - before > 1;
    });
  }

  async function mergeTable(table: string): Promise<number> {
    const before = await pieces(table);
    if (before < MANY && !(await holdsDeleted(table))) return 0;
    // A negative number takes all pieces there are, a positive one goes on with those.
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (!(await mergeStep(table, step === 0 ? -STEP_PAGES : STEP_PAGES))) break;
      await setImmediate();
    }
    return Math.max(0, before - (await pieces(table)));
  }

  return {
    async merge() {
      if (kind === 'postgres') return 0;
      let fewer = 0;
      for (const table of TABLES) fewer += await mergeTable(table);
      return fewer;
    },
  };
}

/** Rows that this connection has written. */
async function written(knex: Knex): Promise<number> {
  const [row]: { rows: number }[] = await knex.raw('select total_changes() as rows');
  return row?.rows ?? 0;
}
