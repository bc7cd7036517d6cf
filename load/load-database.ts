import { join } from 'node:path';
import { type Database, openDatabase } from '../src/adapters/knex/database.ts';

/** An empty database for measuring: SQLite in a folder, or a schema of its own in the PostgreSQL of the tests. */
export async function openLoadDatabase(
  { dir, postgres }: { dir: string; postgres: boolean },
  stack: AsyncDisposableStack,
): Promise<Database> {
  if (!postgres) {
    const database = await openDatabase({ kind: 'sqlite', file: join(dir, 'tutor.db') });
    stack.defer(() => database.close());
    return database;
  }
  const base = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const schema = `load_${process.pid}`;
  const url = `${base}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  const database = await openDatabase({ kind: 'postgres', url });
  stack.defer(() => database.close());
  await database.knex.raw('create schema ??', [schema]);
  stack.defer(async () => void (await database.knex.raw('drop schema ?? cascade', [schema])));
  return database;
}
