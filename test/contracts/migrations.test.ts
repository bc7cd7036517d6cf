import { readdir } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import type { Database } from '../../src/adapters/knex/database.ts';
import { migrate, migrateDown, migrationStatus } from '../../src/adapters/knex/migrate.ts';
import { DATABASE_KINDS, type DatabaseKind, openEmptyDatabase } from '../support/databases.ts';

const NAMES = migrations.map(({ name }) => name);
const TABLES = [
  ['learners', 'sessions', 'api_tokens', 'invites'],
  ['conversations', 'messages', 'citations'],
  ['documents', 'document_contents', 'passages', 'removals', 'message_terms', 'vector_spaces'],
  ['passage_vectors', 'message_vectors'],
  ['objectives', 'cards', 'reviews', 'goals', 'memories'],
  ['feedback', 'activity', 'usage'],
  ['phone_links', 'push_subscriptions', 'client_mutations', 'idempotency_keys', 'audit_log'],
  ['blobs', 'blob_chunks'],
  ['courses', 'course_documents'],
  ['uploads', 'upload_parts'],
].flat();

it('leave no file out: one that is not listed would be missing only where it is used', async () => {
  const files = await readdir(new URL('../../migrations/', import.meta.url));
  const steps = files.filter((file) => /^\d/.test(file)).map((file) => file.replace(/\.ts$/, ''));
  expect(NAMES.toSorted()).toEqual(steps.toSorted());
});

async function open(kind: DatabaseKind) {
  const empty = await openEmptyDatabase(kind);
  onTestFinished(() => empty.drop());
  return empty;
}

async function present({ knex }: Database): Promise<string[]> {
  const found: string[] = [];
  for (const table of TABLES) if (await knex.schema.hasTable(table)) found.push(table);
  return found;
}

describe.each(DATABASE_KINDS)('migrations on %s', (kind) => {
  it('go up, down to nothing, and up again', async () => {
    const { database } = await open(kind);
    expect(await migrate(database)).toEqual(NAMES);
    expect(await present(database)).toEqual(TABLES);

    const takenBack: string[] = [];
    for (let [name] = await migrateDown(database); name; [name] = await migrateDown(database)) takenBack.push(name);
    expect(takenBack).toEqual(NAMES.toReversed());
    expect(await present(database)).toEqual([]);

    expect(await migrate(database)).toEqual(NAMES);
    expect(await present(database)).toEqual(TABLES);
  });

  it('find the places of citations where they are already, and add them where they are not', async () => {
    const { database } = await open(kind);
    const hasPlaces = () => database.knex.schema.hasColumn('citations', 'text_offset');
    await migrate(database);
    expect(await hasPlaces()).toBe(true);
    const name = '0012-citation-places';
    for (let [last] = await migrateDown(database); last && last !== name; ) [last] = await migrateDown(database);
    expect(await hasPlaces()).toBe(false);
    await database.knex.schema.alterTable('citations', (table) => {
      table.integer('text_offset');
    });
    await migrate(database);
    expect(await hasPlaces()).toBe(true);
    expect((await migrationStatus(database)).pending).toEqual([]);
  });

  it('find nothing to do the second time', async () => {
    const { database } = await open(kind);
    await migrate(database);
    expect(await migrate(database)).toEqual([]);
  });

  it('tell which steps have run and which have not', async () => {
    const { database } = await open(kind);
    expect(await migrationStatus(database)).toEqual({ done: [], pending: NAMES });
    await migrate(database);
    await migrateDown(database);
    expect(await migrationStatus(database)).toEqual({ done: NAMES.slice(0, -1), pending: NAMES.slice(-1) });
  });

  it('leave nothing behind when a step fails', async () => {
    const { database } = await open(kind);
    await database.knex.schema.createTable('passages', (table) => {
      table.string('in_the_way');
    });
    await expect(migrate(database)).rejects.toThrow();
    expect(await present(database)).toEqual(['passages']);
    await database.knex.schema.dropTable('passages');
    expect(await migrate(database)).toEqual(NAMES);
  });
});
