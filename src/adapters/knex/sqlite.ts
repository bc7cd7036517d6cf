import type SqliteDatabase from 'better-sqlite3';
import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import type { DatabaseConfig } from '../../config/config.ts';

type Done = (error: Error | null, connection: SqliteDatabase.Database) => void;

/**
 * One connection: better-sqlite3 works synchronously, so more would only wait for each other. WAL with NORMAL loses nothing
 * that was acknowledged when the process is killed.
 */
export function sqliteConfig(config: Extract<DatabaseConfig, { kind: 'sqlite' }>): Knex.Config {
  return {
    client: 'better-sqlite3',
    connection: { filename: config.file },
    useNullAsDefault: true,
    acquireConnectionTimeout: 10_000,
    pool: { min: 1, max: 1, afterCreate: prepareConnection },
  };
}

function prepareConnection(connection: SqliteDatabase.Database, done: Done): void {
  // First, because switching to WAL may itself have to wait for another process.
  connection.pragma('busy_timeout = 5000');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  prepareOnce(connection);
  done(null, connection);
}

/** Different statements of the whole server are some two hundred; lists of values make more of some. */
const KEPT_STATEMENTS = 1000;

/**
 * knex prepares every statement anew, which costs eight times what running a small one does: 43 against 6 µs. They run to their end
 * at once and are never stepped through, so that one statement can serve everybody; SQLite itself sees to changes of the schema.
 *
 * knex begins transactions deferred: one that reads before it writes fails at once, instead of waiting, when another process
 * wrote in between. Taking the write lock at the beginning makes it wait for `busy_timeout`.
 */
function prepareOnce(connection: SqliteDatabase.Database): void {
  const prepare = connection.prepare.bind(connection);
  const known = new LRUCache<string, SqliteDatabase.Statement>({ max: KEPT_STATEMENTS });
  Object.defineProperty(connection, 'prepare', {
    value(sql: string) {
      const statement = known.get(sql) ?? prepare(sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : sql);
      known.set(sql, statement);
      return statement;
    },
  });
}
