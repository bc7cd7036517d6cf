import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStores } from '../../../src/adapters/knex/open-stores.ts';
import { createStores } from '../../../src/adapters/knex/stores.ts';
import { StoresThread } from '../../../src/adapters/knex/stores-thread.ts';
import { AppError } from '../../../src/errors.ts';
import { openTestDatabase } from '../../support/databases.ts';
import { learnerRecord, storedConversation, storedLearner, turnRecord } from '../../support/records.ts';

async function openBoth() {
  const test = await openTestDatabase('sqlite');
  onTestFinished(() => test.drop());
  return test;
}

describe('stores of SQLite on a thread of their own', () => {
  it('have the methods and members that stores here have', async () => {
    const { stores, database } = await openBoth();
    const names = (object: object): unknown =>
      Object.fromEntries(
        Object.entries(object).map(([name, member]: [string, unknown]) => [
          name,
          typeof member === 'object' && member !== null ? names(member) : typeof member,
        ]),
      );
    expect(names(stores)).toEqual(names(createStores(database)));
    expect(stores.texts.material.kind).toBe('material');
  });

  it('throw what their methods throw, in their own words and without a learner’s', async () => {
    const { stores } = await openBoth();
    const learner = learnerRecord();
    await stores.accounts.createLearner(learner, { firstIsAdmin: false });
    const again = stores.accounts.createLearner({ ...learner, email: 'secret@example.org' }, { firstIsAdmin: false });
    const error = await again.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'already_exists', status: 409, retryable: false });
    expect(error).toHaveProperty('cause.message', expect.stringContaining('SQLITE_CONSTRAINT'));
    expect(error).toHaveProperty('cause.message', expect.not.stringContaining('secret'));
  });

  it('throw a defect as an Error, with where it came from', async () => {
    const { stores, database } = await openBoth();
    await database.knex.schema.dropTable('audit_log');
    const error = await stores.audit.list({ limit: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(AppError);
    expect(error).toMatchObject({ message: expect.stringContaining('no such table: audit_log') });
  });

  it('wait for another process without keeping anybody here waiting', async () => {
    const { stores, database } = await openBoth();
    const done: string[] = [];
    const holding = await database.knex.transaction();
    const writing = storedLearner(stores).then(() => done.push('written'));
    // Were the waiting done here, the other could not be told to let go before SQLite gives up.
    await holding.commit().then(() => done.push('let go'));
    await writing;
    expect(done).toEqual(['let go', 'written']);
  });

  it('carry out calls in the order in which they were made', async () => {
    const { stores } = await openBoth();
    const owner = await storedLearner(stores);
    const conversation = await storedConversation(stores, owner);
    const turns = Array.from({ length: 20 }, () => turnRecord(owner, conversation));
    await Promise.all(turns.map((turn) => stores.messages.beginTurn(turn)));
    const { items } = await stores.messages.list(owner, conversation, { limit: 100 });
    const asked = items.filter(({ role }) => role === 'learner').map(({ id }) => id);
    expect(asked).toEqual(turns.map(({ question }) => question.id));
  });

  it('are opened again when their thread has ended, which fails the calls that it had', async () => {
    const { promise: started, resolve } = Promise.withResolvers<Worker>();
    process.once('worker', resolve);
    const thread = new StoresThread();
    onTestFinished(() => thread.close());
    const { config } = await openBoth();
    const [{ stores }, other] = [await thread.open(config), await thread.open(config)];
    const owner = await storedLearner(stores);
    const ending = (await started).terminate();
    const cutOff = stores.accounts.countLearners();
    await expect(cutOff).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    await ending;
    const counted = [stores, stores, other.stores].map(({ accounts }) => accounts.countLearners());
    expect(await Promise.all(counted)).toEqual([1, 1, 1]);
    expect(await storedConversation(stores, owner)).toBeTruthy();
  });

  it('can be opened later where their file could not be at first', async () => {
    const thread = new StoresThread();
    onTestFinished(() => thread.close());
    const { config } = await openBoth();
    await expect(thread.open({ kind: 'sqlite', file: tmpdir() })).rejects.toMatchObject({
      code: 'database_unavailable',
    });
    const file = await thread.open(config);
    await file.ping();
    await file.close();
    await expect(file.ping()).rejects.toMatchObject({ code: 'database_unavailable' });
    await (await thread.open(config)).ping();
  });

  it('throw database_unavailable where the file cannot be opened', async () => {
    const opening = openStores({ kind: 'sqlite', file: tmpdir() });
    await expect(opening).rejects.toMatchObject({ code: 'database_unavailable', status: 503, retryable: true });
  });

  it('throw database_unavailable once they are closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lva-closed-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const opened = await openStores({ kind: 'sqlite', file: join(folder, 'tutor.db') });
    await opened.ping();
    await opened.close();
    await expect(opened.ping()).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
    await expect(opened.stores.accounts.countLearners()).rejects.toMatchObject({ code: 'database_unavailable' });
  });
});
