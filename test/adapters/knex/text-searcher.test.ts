import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/adapters/knex/database.ts';
import { migrate } from '../../../src/adapters/knex/migrate.ts';
import { createStores } from '../../../src/adapters/knex/stores.ts';
import { storedDocument, storedLearner } from '../../support/records.ts';
import { testDir } from '../../support/temp-dir.ts';

/** From so many passages on another thread searches. */
const LARGE = 1000;

async function library(passages: number) {
  const dir = await testDir();
  const database: Database = await openDatabase({ kind: 'sqlite', file: join(dir, 'tutor.db') });
  onTestFinished(() => database.close());
  await migrate(database);
  const stores = createStores(database);
  const owner = await storedLearner(stores);
  const texts = Array.from({ length: passages }, (_, at) =>
    at % 100 === 0 ? 'A prism splits light.' : 'Something else.',
  );
  await storedDocument(stores, owner, texts);
  const here: string[] = [];
  database.knex.on('query', ({ sql }: { sql: string }) => here.push(sql));
  /** How many were found, and whether this thread's connection looked into the index for it. */
  return async () => {
    here.length = 0;
    const { hits } = await stores.passages.search(owner, ['prism'], { limit: 50 });
    return { found: hits.length, here: here.some((sql) => sql.includes('match')) };
  };
}

test('a large library is searched by another thread, with a connection of its own', async () => {
  const search = await library(LARGE);
  // The thread is begun by the first search, which does not wait for it.
  await expect.poll(search, { timeout: 30_000 }).toEqual({ found: 10, here: false });
}, 60_000);

test('a small library is searched here', async () => {
  const search = await library(LARGE - 1);
  expect(await search()).toEqual({ found: 10, here: true });
  expect(await search()).toEqual({ found: 10, here: true });
}, 60_000);
