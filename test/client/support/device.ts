import 'fake-indexeddb/auto';
import { onTestFinished } from 'vitest';
import { Outbox } from '../../../src/client/outbox/outbox.ts';
import { type Database, openDatabase, type QueuedQuestion } from '../../../src/client/store/database.ts';

let made = 0;

/** A device's database of the running test's own; `reload` is what loading the page again does to it. */
export async function device() {
  made += 1;
  const name = `test-${made}`;
  let database = await openDatabase(name);
  onTestFinished(() => database.close());
  return {
    get database(): Database {
      return database;
    },
    outbox: new Outbox(database),
    async reload(): Promise<Outbox> {
      database.close();
      database = await openDatabase(name);
      return new Outbox(database);
    },
  };
}

let asked = 0;

/** A question as the learner would ask it. */
export function question(conversationId: string, text: string): Omit<QueuedQuestion, 'seq'> {
  asked += 1;
  const id = `0197b0f5-6a3e-7c11-8d42-${String(asked).padStart(12, '0')}`;
  return { id, conversationId, text, source: 'typed', createdAt: '2026-01-01T00:00:00.000Z' };
}
