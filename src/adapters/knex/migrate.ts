import type { Knex } from 'knex';
import { type Migration, migrations } from '../../../migrations/index.ts';
import type { Database } from './database.ts';
import { translateDatabaseError } from './database-errors.ts';

/** Any number will do, as long as every version of the program takes the same. */
const MIGRATION_LOCK = 7_214_250_118;

const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};

/**
 * Runs every step that has not run yet, all or none. A second process that migrates at the same time waits and then finds
 * nothing to do; a process killed in the middle leaves neither half a schema nor a lock.
 * @returns the names of the steps that ran.
 */
export function migrate(database: Database): Promise<string[]> {
  return locked(database, async (trx) => {
    const [, names] = await trx.migrate.latest({ migrationSource });
    return names;
  });
}

/** Takes back the latest step. @returns its name, or nothing when there is none. */
export function migrateDown(database: Database): Promise<string[]> {
  return locked(database, async (trx) => {
    const [, names] = await trx.migrate.down({ migrationSource });
    return names;
  });
}

/** Which steps have run and which have not. */
export function migrationStatus(database: Database): Promise<{ done: string[]; pending: string[] }> {
  return locked(database, async (trx) => {
    const [done, pending] = await trx.migrate.list({ migrationSource });
    return {
      done: done.map(({ name }: { name: string }) => name),
      pending: pending.map(migrationSource.getMigrationName),
    };
  });
}

async function locked<T>(database: Database, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  try {
    return await database.knex.transaction(async (trx) => {
      // SQLite's transactions take the write lock as they begin.
      if (database.kind === 'postgres') {
        await trx.raw('set local statement_timeout = 0');
        await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
      }
      return await work(trx);
    });
  } catch (error) {
    throw translateDatabaseError(error);
  }
}
