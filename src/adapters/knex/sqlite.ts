import type { Knex } from 'knex';
import BetterSqlite3Client, { type SqlQuery } from 'knex/lib/dialects/better-sqlite3/index.js';
import type { DatabaseConfig } from '../../config/config.ts';
import { SqliteThread } from './sqlite-thread.ts';

/**
 * One connection: SQLite lets one write at a time, so more would only wait for each other. WAL with NORMAL loses nothing that
 * was acknowledged when the process is killed.
 */
export function sqliteConfig(config: Extract<DatabaseConfig, { kind: 'sqlite' }>): Knex.Config {
  return {
    client: ThreadedSqliteClient,
    connection: { filename: config.file },
    useNullAsDefault: true,
    acquireConnectionTimeout: 10_000,
    pool: { min: 1, max: 1 },
  };
}

/** knex's dialect, whose statements run on another thread: better-sqlite3 works synchronously, and voices must not wait for a disk. */
class ThreadedSqliteClient extends BetterSqlite3Client {
  override acquireRawConnection(): Promise<SqliteThread> {
    return SqliteThread.open(this.connectionSettings.filename);
  }

  override destroyRawConnection(thread: SqliteThread): Promise<void> {
    return thread.close();
  }

  override async validateConnection(thread: SqliteThread): Promise<boolean> {
    return !thread.ended;
  }

  async _query(thread: SqliteThread, query: SqlQuery): Promise<SqlQuery> {
    const done = await thread.run({ sql: query.sql, bindings: this._formatBindings(query.bindings) });
    if ('rows' in done) return Object.assign(query, { response: done.rows });
    const context = { lastID: done.lastInsertRowid, changes: done.changes };
    return Object.assign(query, { response: done, context });
  }
}
