import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/knex/database.ts';
import { migrate } from '../../src/adapters/knex/migrate.ts';
import { createStores, type Stores } from '../../src/adapters/knex/stores.ts';
import { StoresThread } from '../../src/adapters/knex/stores-thread.ts';
import type { DatabaseConfig } from '../../src/config/config.ts';

export type DatabaseKind = DatabaseConfig['kind'];
/** Those that this machine has; in CI it has both. */
export const DATABASE_KINDS: readonly DatabaseKind[] = process.env['TEST_MISSING']?.includes('PostgreSQL')
  ? ['sqlite']
  : ['sqlite', 'postgres'];

/** PostgreSQL for tests; each takes a schema of its own in it. */
const TEST_POSTGRES_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** An empty database of one's own: a file in a new folder, or a new schema. */
export interface EmptyDatabase {
  /** Leads another process to the same database, and nowhere else. */
  config: DatabaseConfig;
  database: Database;
  /** A further connection to the same, as another process would have. The test closes it. */
  openAnother(): Promise<Database>;
  /** Closes it and leaves nothing behind. */
  drop(): Promise<void>;
}

/** A database with its tables, and the stores over it as the server has them. `database` looks at the same from outside. */
export type TestDatabase = EmptyDatabase & { stores: Stores };

/** One for all databases of a process: starting it takes longer than most tests. It ends with the process. */
const thread = new StoresThread();

/** Opens a database without tables. */
export async function openEmptyDatabase(kind: DatabaseKind): Promise<EmptyDatabase> {
  return kind === 'sqlite' ? await openSqlite(await newFile()) : await openPostgres();
}

/** Opens a database of one's own, migrated, with its stores. Call `drop` when the tests are over. */
export async function openTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'postgres') {
    const empty = await openPostgres();
    await migrate(empty.database);
    return { ...empty, stores: createStores(empty.database) };
  }
  const file = await newFile();
  await copyFile(inject('migratedFile'), file);
  const { drop, ...migrated } = await openSqlite(file);
  const opened = await thread.open(migrated.config);
  return {
    ...migrated,
    stores: opened.stores,
    async drop() {
      await opened.close();
      await drop();
    },
  };
}

async function newFile(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'lva-db-')), 'tutor.db');
}

async function openSqlite(file: string): Promise<EmptyDatabase> {
  const config = { kind: 'sqlite', file } as const;
  const database = await openDatabase(config);
  return {
    config,
    database,
    openAnother: () => openDatabase(config),
    async drop() {
      await database.close();
      await rm(dirname(file), { recursive: true });
    },
  };
}

async function openPostgres(): Promise<EmptyDatabase> {
  const schema = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(TEST_POSTGRES_URL);
  url.searchParams.set('options', `-csearch_path=${schema}`);
  const config = { kind: 'postgres', url: url.href } as const;
  const database = await openDatabase(config);
  await database.knex.raw('create schema ??', [schema]);
  return {
    config,
    database,
    openAnother: () => openDatabase(config),
    async drop() {
      await database.knex.raw('drop schema ?? cascade', [schema]);
      await database.close();
    },
  };
}
