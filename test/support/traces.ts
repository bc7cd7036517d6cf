import { Buffer } from 'node:buffer';
import type { Database } from '../../src/adapters/knex/database.ts';

/** Names of all tables of the database that hold any of the words, in whatever row and column, also inside what is packed as bytes. */
export async function tablesWith(database: Database, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(database)) {
    const rows = (await database.knex(table)) as Record<string, unknown>[];
    const said = rows.flatMap((row) => Object.values(row)).map(asText);
    if (said.some((value) => words.some((word) => value.includes(word)))) found.push(table);
  }
  return found.sort();
}

async function tablesOf({ knex, kind }: Database): Promise<string[]> {
  // Contentless tables give nothing of what they hold: SQLite keeps that in further tables, which are among these.
  const sql =
    kind === 'sqlite'
      ? "select name from sqlite_schema where type = 'table'"
      : 'select table_name as name from information_schema.tables where table_schema = current_schema()';
  const answer = await knex.raw(sql);
  const rows: { name: string }[] = kind === 'sqlite' ? answer : answer.rows;
  return rows.map(({ name }) => name);
}

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
