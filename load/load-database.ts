import { join } from 'node:path';
import { type Database, openDatabase } from '../src/adapters/knex/database.ts';

interface LoadDatabase {
  dir: string;
  postgres: boolean;
  /** A schema of PostgreSQL that is left there for the next run. */
  keptSchema?: string | undefined;
}

/** A database for measuring: SQLite in a folder, or a schema of its own in the PostgreSQL of the tests, empty unless it was kept. */
export async function openLoadDatabase(
  { dir, postgres, keptSchema }: LoadDatabase,
  stack: AsyncDisposableStack,
): Promise<Database> {
  if (!postgres) {
    const database = await openDatabase({ kind: 'sqlite', file: join(dir, 'tutor.db') });
    stack.defer(() => database.close());
    return database;
  }
  const base = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const schema = keptSchema ?? `load_${process.pid}`;
  const url = `${base}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  const database = await openDatabase({ kind: 'postgres', url });
  stack.defer(() => database.close());
  await database.knex.raw('create schema if not exists ??', [schema]);
  if (!keptSchema) stack.defer(async () => void (await database.knex.raw('drop schema ?? cascade', [schema])));
  return database;
}
