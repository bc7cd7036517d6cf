import type { Knex } from 'knex';
import BetterSqlite3Client, { type SqlQuery } from 'knex/lib/dialects/better-sqlite3/index.js';
import type { DatabaseConfig } from '../../config/config.ts';
import { SqliteConnection } from './sqlite-connection.ts';

/** One connection: SQLite lets one write at a time, so more would only wait for each other. */
export function sqliteConfig(config: Extract<DatabaseConfig, { kind: 'sqlite' }>, onlyReads = false): Knex.Config {
  return {
    client: onlyReads ? ReadingClient : SqliteClient,
    connection: { filename: config.file },
    useNullAsDefault: true,
    acquireConnectionTimeout: 10_000,
    pool: { min: 1, max: 1 },
  };
}

/** knex's dialect over a connection that keeps its prepared statements. */
class SqliteClient extends BetterSqlite3Client {
  protected readonly onlyReads: boolean = false;

  override async acquireRawConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.connectionSettings.filename, this.onlyReads);
  }

  override async destroyRawConnection(connection: SqliteConnection): Promise<void> {
    connection.close();
  }

  async _query(connection: SqliteConnection, query: SqlQuery): Promise<SqlQuery> {
    const done = connection.run({ sql: query.sql, bindings: this._formatBindings(query.bindings) });
    if (done.rows) return Object.assign(query, { response: done.rows });
    const context = { lastID: done.lastInsertRowid, changes: done.changes };
    return Object.assign(query, { response: done, context });
  }
}

class ReadingClient extends SqliteClient {
  protected override readonly onlyReads = true;
}
