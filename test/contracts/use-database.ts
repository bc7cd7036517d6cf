import { afterAll, beforeAll } from 'vitest';
import { type DatabaseKind, openTestDatabase } from '../support/databases.ts';

type TestDatabase = Awaited<ReturnType<typeof openTestDatabase>>;

/** A migrated database for the tests of the surrounding `describe`. Call the result inside a test to get it. */
export function useDatabase(kind: DatabaseKind): () => TestDatabase {
  let opened: TestDatabase | undefined;
  beforeAll(async () => {
    opened = await openTestDatabase(kind);
  });
  afterAll(async () => {
    await opened?.drop();
  });
  return () => {
    if (!opened) throw new Error('The database is open inside tests only.');
    return opened;
  };
}
