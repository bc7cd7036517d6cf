import { setImmediate } from 'node:timers/promises';
import type { Database } from './database.ts';

/** Upkeep of the full-text index. */
export interface TextIndexUpkeep {
  /** Makes one of the many pieces that an index is written in. @returns how many fewer there are. */
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

/** SQLite writes a piece with each transaction and joins only some of them by itself; PostgreSQL sees to its own index. */
export function createTextIndexUpkeep({ knex, kind }: Database): TextIndexUpkeep {
  async function pieces(table: string): Promise<number> {
    const [row] = await knex(`${table}_idx`).countDistinct({ count: 'segid' });
    return Number(row?.['count'] ?? 0);
  }

  async function mergeTable(table: string): Promise<number> {
    const before = await pieces(table);
    if (before < MANY) return 0;
    // A negative number takes all pieces there are, a positive one goes on with those; while it is at it there is one more.
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const pages = step === 0 ? -STEP_PAGES : STEP_PAGES;
      await knex.raw('insert into ??(??, rank) values (?, ?)', [table, table, 'merge', pages]);
      const left = await pieces(table);
      if (left < before) return before - left;
      await setImmediate();
    }
    return 0;
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
