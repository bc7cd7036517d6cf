import { join } from 'node:path';
import { openDatabase } from '../src/adapters/knex/database.ts';
import { migrate } from '../src/adapters/knex/migrate.ts';
import { type OpenStores, openStores } from '../src/adapters/knex/open-stores.ts';
import type { DatabaseConfig } from '../src/config/config.ts';

interface LoadDatabase {
  dir: string;
  postgres: boolean;
  /** A schema of PostgreSQL that is left there for the next run. */
  keptSchema?: string | undefined;
}

/**
 * Stores for measuring, as a server has them: over SQLite in a folder, or over a schema of its own in the PostgreSQL of the tests,
 * empty unless it was kept.
 */
export async function openLoadStores(options: LoadDatabase, stack: AsyncDisposableStack): Promise<OpenStores> {
  const config = options.postgres ? await ownSchema(options, stack) : fileIn(options.dir);
  const database = await openDatabase(config);
  await migrate(database);
  await database.close();
  const opened = await openStores(config);
  stack.defer(() => opened.close());
  return opened;
}

function fileIn(dir: string): DatabaseConfig {
  return { kind: 'sqlite', file: join(dir, 'tutor.db') };
}

async function ownSchema({ keptSchema }: LoadDatabase, stack: AsyncDisposableStack): Promise<DatabaseConfig> {
  const base = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const schema = keptSchema ?? `load_${process.pid}`;
  const url = `${base}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  const database = await openDatabase({ kind: 'postgres', url });
  stack.defer(() => database.close());
  await database.knex.raw('create schema if not exists ??', [schema]);
  if (!keptSchema) stack.defer(async () => void (await database.knex.raw('drop schema ?? cascade', [schema])));
  return { kind: 'postgres', url };
}
