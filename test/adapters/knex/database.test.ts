import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../../src/adapters/knex/database.ts';
import { createStores } from '../../../src/adapters/knex/stores.ts';
import { openEmptyDatabase, openTestDatabase } from '../../support/databases.ts';
import { learnerRecord, storedConversation, storedLearner, T0, turnRecord } from '../../support/records.ts';
import { openTcpProxy } from '../../support/tcp-proxy.ts';

async function openSqlite() {
  const folder = await mkdtemp(join(tmpdir(), 'lva-open-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'not', 'there', 'yet', 'tutor.db');
  const database = await openDatabase({ kind: 'sqlite', file });
  onTestFinished(() => database.close());
  return { file, database };
}

describe('openDatabase', () => {
  it('creates the folder of the SQLite file', async () => {
    const { file } = await openSqlite();
    expect((await stat(file)).isFile()).toBe(true);
  });

  it('sets SQLite up to survive a kill, to wait for others, and to keep references whole', async () => {
    const { knex } = (await openSqlite()).database;
    const pragma = async (name: string) => Object.values((await knex.raw(`pragma ${name}`))[0])[0];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(5000);
    expect(await pragma('foreign_keys')).toBe(1);
  });

  it('asks SQLite the same again after its tables have changed, by whomever', async () => {
    const { file, database } = await openSqlite();
    const { knex } = database;
    const other = await openDatabase({ kind: 'sqlite', file });
    onTestFinished(() => other.close());
    const all = () => knex('notes').select('*');
    await knex.schema.createTable('notes', (table) => table.string('text'));
    await knex('notes').insert({ text: 'one' });
    expect(await all()).toEqual([{ text: 'one' }]);
    await other.knex.raw('alter table notes add column place integer default 7');
    expect(await all()).toEqual([{ text: 'one', place: 7 }]);
    await knex.schema.dropTable('notes');
    await expect(all()).rejects.toThrow('no such table');
    await knex.schema.createTable('notes', (table) => table.integer('number'));
    expect(await all()).toEqual([]);
  });

  it('keeps the values of SQLite statements that are the same apart', async () => {
    const { knex } = (await openSqlite()).database;
    await knex.schema.createTable('notes', (table) => table.integer('number'));
    await Promise.all(Array.from({ length: 50 }, (_, number) => knex('notes').insert({ number })));
    const found = await Promise.all(
      Array.from({ length: 50 }, (_, number) => knex('notes').where({ number }).first('number')),
    );
    expect(found).toEqual(Array.from({ length: 50 }, (_, number) => ({ number })));
  });

  it('gives bytes of SQLite as a Buffer, as PostgreSQL does', async () => {
    const { knex } = (await openSqlite()).database;
    await knex.schema.createTable('files', (table) => table.binary('data'));
    const data = Buffer.from([0, 255, 7]);
    await knex('files').insert([{ data }, { data: null }]);
    const [file, none] = await knex('files').select('data');
    expect(Buffer.isBuffer(file.data)).toBe(true);
    expect(file.data).toEqual(data);
    expect(none.data).toBeNull();
  });

  it('gives bigint columns, counts and sums of PostgreSQL as numbers', async () => {
    const { database, stores, drop } = await openTestDatabase('postgres');
    onTestFinished(drop);
    await storedLearner(stores, { createdAt: T0 });
    const { rows } = await database.knex.raw('select max(created_at), count(*), sum(created_at) from learners');
    expect(rows).toEqual([{ max: T0, count: 1, sum: T0 }]);
  });

  it('throws database_unavailable where nothing listens', async () => {
    const opening = openDatabase({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(opening).rejects.toMatchObject({ code: 'database_unavailable', status: 503, retryable: true });
  });

  it('throws database_unavailable where the file cannot be opened', async () => {
    const opening = openDatabase({ kind: 'sqlite', file: tmpdir() });
    await expect(opening).rejects.toMatchObject({ code: 'database_unavailable', status: 503 });
  });
});

describe('a PostgreSQL whose network goes silent', () => {
  async function behindProxy(silenceMs: number) {
    const proxy = await openTcpProxy({ host: '127.0.0.1', port: 5432 });
    onTestFinished(() => proxy.close());
    const url = `postgres://postgres@127.0.0.1:${proxy.port}/test`;
    const database = await openDatabase({ kind: 'postgres', url }, { silenceMs });
    onTestFinished(() => database.close());
    return { proxy, database };
  }

  it('fails what waits for it, and is used again on a new connection', async () => {
    const { proxy, database } = await behindProxy(500);
    proxy.stall();
    await expect(database.ping()).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    await database.ping();
  });

  it('is waited for as long as it takes by a migration', async () => {
    const { database } = await behindProxy(0);
    const { rows } = await database.knex.raw("select 'late' as answer from pg_sleep(1)");
    expect(rows).toEqual([{ answer: 'late' }]);
  });
});

describe('a store', () => {
  it.each(['sqlite', 'postgres'] as const)('throws database_unavailable when %s is closed', async (kind) => {
    const { stores, openAnother, database, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const other = await openAnother();
    await other.close();
    await expect(createStores(other).accounts.countLearners()).rejects.toMatchObject({ code: 'database_unavailable' });
    await expect(other.ping()).rejects.toMatchObject({ code: 'database_unavailable' });
    expect(await stores.accounts.countLearners()).toBe(0);
    await database.ping();
  });

  it('recovers when PostgreSQL ends its connections, and stores nothing half', async () => {
    const { database, stores, openAnother, drop } = await openTestDatabase('postgres');
    const other = await openAnother();
    onTestFinished(async () => {
      await other.close();
      await drop();
    });
    const owner = await storedLearner(stores);
    const conversation = await storedConversation(stores, owner);
    const { rows } = await database.knex.raw('select pg_backend_pid() as pid');
    await other.knex.raw('select pg_terminate_backend(?)', [rows[0].pid]);
    const turn = turnRecord(owner, conversation);
    // The pool drops a dead connection when it notices; until then a request may be refused, and may be made again.
    await vi.waitFor(async () => {
      const attempt = stores.messages.beginTurn(turn);
      await attempt.catch((error: unknown) => expect(error).toMatchObject({ code: 'database_unavailable' }));
      expect(await attempt).toBeDefined();
    });
    expect(await stores.messages.beginTurn(turn)).toMatchObject({ outcome: 'known' });
    expect((await stores.messages.list(owner, conversation, { limit: 5 })).items).toHaveLength(2);
  });

  it('says nothing of its values when a statement fails', async () => {
    const { stores, drop } = await openTestDatabase('sqlite');
    onTestFinished(drop);
    const learner = learnerRecord();
    await stores.accounts.createLearner(learner, { firstIsAdmin: false });
    const again = stores.accounts.createLearner({ ...learner, email: 'secret@example.org' }, { firstIsAdmin: false });
    const error = await again.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'already_exists' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret');
    expect(error).toHaveProperty('cause.message', expect.not.stringContaining('secret'));
  });
});

describe('a transaction on SQLite', () => {
  it('holds the write lock from its beginning, so that it never fails for having read first', async () => {
    const { database, openAnother, drop } = await openEmptyDatabase('sqlite');
    onTestFinished(drop);
    const other = await openAnother();
    onTestFinished(() => other.close());
    await other.knex.raw('pragma busy_timeout = 0');
    await database.knex.transaction(async (trx) => {
      await trx.raw('select 1');
      await expect(other.knex.raw('create table late (id integer)')).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    });
    await other.knex.raw('create table late (id integer)');
    expect(await database.knex.schema.hasTable('late')).toBe(true);
  });
});
