import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import knex, { type Knex } from 'knex';
import type { DatabaseConfig } from '../../config/config.ts';
import type { Logger } from '../../logger.ts';
import { translateDatabaseError } from './database-errors.ts';
import { postgresConfig } from './postgres.ts';
import { sqliteConfig } from './sqlite.ts';
import { createTextSearcher, type TextSearcher } from './text-searcher.ts';

/** An open database. All stores share it; close it last. */
export interface Database {
  readonly knex: Knex;
  readonly kind: 'sqlite' | 'postgres';
  readonly searcher: TextSearcher;
  /** Throws `database_unavailable` unless the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Hears what knex and its pool have to say; without it they are silent, since whatever fails is thrown as well. */
  logger?: Logger;
  /** How long a PostgreSQL that says nothing is waited for, ms; 0: for ever, as a migration must. */
  silenceMs?: number;
}

/**
 * Opens the database and checks that it answers; creates SQLite's folder. SQLite works on the thread that it is opened on: a
 * server has it elsewhere (`openStores`). Throws `database_unavailable`.
 */
export async function openDatabase(config: DatabaseConfig, options: OpenOptions = {}): Promise<Database> {
  if (config.kind === 'sqlite') await mkdir(dirname(config.file), { recursive: true });
  const connection = knex({
    ...(config.kind === 'sqlite' ? sqliteConfig(config) : postgresConfig(config, options.silenceMs)),
    // Errors name the statement without its values: those are what learners wrote.
    compileSqlOnError: false,
    log: knexLog(options.logger),
  });
  const searcher = createTextSearcher(connection, config);
  const database: Database = {
    knex: connection,
    kind: config.kind,
    searcher,
    async ping() {
      try {
        await connection.raw('select 1');
      } catch (error) {
        throw translateDatabaseError(error);
      }
    },
    async close() {
      await searcher.close();
      await connection.destroy();
    },
  };
  try {
    await database.ping();
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Messages go in as attributes: knex puts statements into them, and errors of the pool are thrown to the caller too. */
function knexLog(logger: Logger | undefined): Knex.Logger {
  const log = logger?.child({ name: 'knex' });
  const say = (detail: unknown): void => log?.debug({ detail }, 'knex said something');
  return { debug: say, deprecate: say, warn: say, error: say };
}
