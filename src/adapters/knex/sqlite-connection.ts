import Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

export interface SqliteStatement {
  sql: string;
  bindings: readonly unknown[];
}

/** What a statement gives: rows, or what it changed. */
export type SqliteResult = { rows: unknown[] } | { rows?: never; changes: number; lastInsertRowid: number | bigint };

/**
 * Different statements of the whole server are some two hundred; lists of values make more of some. Preparing one costs eight
 * times what running a small one does: 43 against 6 µs. They run to their end at once and are never stepped through, so that
 * one can serve everybody; SQLite itself sees to changes of the schema.
 */
const KEPT_STATEMENTS = 1000;

/** As knex says it. */
const BEGIN = 'BEGIN;';
/**
 * knex begins transactions deferred: one that reads before it writes fails at once, instead of waiting, when another process
 * wrote in between. Taking the write lock at the beginning makes it wait for `busy_timeout`.
 */
const BEGIN_TO_WRITE = 'BEGIN IMMEDIATE';
/** A statement that ends a transaction, and not only a part of it. */
const ENDS = /^(COMMIT|ROLLBACK)\b(?! TO)/;

/** The connection to one file. It works on the thread that it is on: whoever must not wait for a disk opens it on another one. */
export class SqliteConnection {
  readonly #database: Sqlite.Database;
  readonly #known = new LRUCache<string, Sqlite.Statement<unknown[]>>({ max: KEPT_STATEMENTS });
  /** Why SQLite ended the transaction by itself: what else belongs to it must not run without one. */
  #broken: { why: unknown } | undefined;

  /** @param onlyReads of a file that another connection writes: SQLite lets it. Throws SQLite's own error. */
  constructor(file: string, onlyReads: boolean) {
    this.#database = new Sqlite(file, { readonly: onlyReads });
    // First, because switching to WAL may itself have to wait for another process.
    this.#database.pragma('busy_timeout = 5000');
    if (onlyReads) return;
    // WAL with NORMAL loses nothing that was acknowledged when the process is killed.
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = NORMAL');
    this.#database.pragma('foreign_keys = ON');
  }

  get open(): boolean {
    return this.#database.open;
  }

  /** Runs a statement to its end. Throws what SQLite objects to, with its `code`. */
  run({ sql, bindings }: SqliteStatement): SqliteResult {
    if (this.#broken) return this.#skip(this.#broken.why, sql);
    const wasIn = this.#database.inTransaction;
    try {
      const statement = this.#prepared(sql === BEGIN ? BEGIN_TO_WRITE : sql);
      if (statement.reader) return { rows: statement.all(...bindings) };
      const { changes, lastInsertRowid } = statement.run(...bindings);
      return { changes, lastInsertRowid };
    } catch (error) {
      // A full disk, and some other faults, end the transaction themselves.
      if (wasIn && !this.#database.inTransaction && !ENDS.test(sql)) this.#broken = { why: error };
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #prepared(sql: string): Sqlite.Statement<unknown[]> {
    const statement = this.#known.get(sql) ?? this.#database.prepare<unknown[]>(sql);
    this.#known.set(sql, statement);
    return statement;
  }

  #skip(why: unknown, sql: string): SqliteResult {
    if (ENDS.test(sql)) this.#broken = undefined;
    if (sql.startsWith('ROLLBACK') && ENDS.test(sql)) return { changes: 0, lastInsertRowid: 0 };
    throw why;
  }
}
