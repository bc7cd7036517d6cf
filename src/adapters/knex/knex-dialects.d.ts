/** What of knex's own dialect for better-sqlite3 is built upon; knex describes only what all dialects share. */
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import type { Knex } from 'knex';

  export interface SqlQuery {
    sql: string;
    bindings?: readonly unknown[];
    response?: unknown;
    context?: { lastID: number | bigint; changes: number };
  }

  export default class BetterSqlite3Client extends Knex.Client {
    override connectionSettings: { filename: string };
    _formatBindings(bindings: readonly unknown[] | undefined): unknown[];
  }
}
