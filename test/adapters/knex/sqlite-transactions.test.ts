import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/adapters/knex/database.ts';
import { together } from '../../../src/adapters/knex/together.ts';
import { openTestDatabase } from '../../support/databases.ts';

async function openNotes() {
  const folder = await mkdtemp(join(tmpdir(), 'lva-notes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const open = async () => {
    const database = await openDatabase({ kind: 'sqlite', file: join(folder, 'tutor.db') });
    onTestFinished(() => database.close());
    return database.knex;
  };
  const knex = await open();
  await knex.schema.createTable('notes', (table) => table.integer('number').unique());
  return { knex, other: await open(), stored: () => knex('notes').orderBy('number').pluck('number') };
}

describe('a transaction of SQLite', () => {
  it('that cannot begin says why, and runs none of its statements', async () => {
    const { knex, other, stored } = await openNotes();
    await knex.raw('pragma busy_timeout = 1');
    const holding = await other.transaction();
    await holding('notes').insert({ number: 1 });
    const refused = knex.transaction((trx) =>
      together(
        trx,
        () => trx('notes').insert({ number: 2 }),
        () => trx('notes').insert({ number: 3 }),
      ),
    );
    await expect(refused).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    await holding.commit();
    expect(await stored()).toEqual([1]);
    await knex.transaction((trx) => trx('notes').insert({ number: 4 }));
    expect(await stored()).toEqual([1, 4]);
  });

  it('that cannot begin stores nothing though its caller goes on', async () => {
    const { knex, other, stored } = await openNotes();
    await knex.raw('pragma busy_timeout = 1');
    const holding = await other.transaction();
    await holding('notes').insert({ number: 1 });
    const refused = knex.transaction(async (trx) => {
      await expect(trx('notes').insert({ number: 2 })).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
      await holding.commit();
      await expect(trx('notes').insert({ number: 3 })).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    });
    await expect(refused).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    expect(await stored()).toEqual([1]);
  });

  it('that SQLite itself ends takes what was sent along with it', async () => {
    const { knex, stored } = await openNotes();
    await knex('notes').insert({ number: 1 });
    const broken = knex.transaction((trx) =>
      together(
        trx,
        () => trx('notes').insert({ number: 2 }),
        () => trx.raw('insert or rollback into notes (number) values (1)'),
        () => trx('notes').insert({ number: 3 }),
      ),
    );
    await expect(broken).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect(await stored()).toEqual([1]);
    await knex.transaction((trx) => trx('notes').insert({ number: 4 }));
    expect(await stored()).toEqual([1, 4]);
  });

  it('without a statement holds up nobody, however it ends', async () => {
    const { knex, other, stored } = await openNotes();
    const [committed, rolledBack] = [await knex.transaction(), await other.transaction()];
    await committed.commit();
    await rolledBack.rollback();
    await other('notes').insert({ number: 1 });
    await knex('notes').insert({ number: 2 });
    expect(await stored()).toEqual([1, 2]);
  });

  it('that begins within another is rolled back alone', async () => {
    const { knex, stored } = await openNotes();
    await knex.transaction(async (trx) => {
      await trx('notes').insert({ number: 1 });
      const inner = trx.transaction(async (part) => {
        await part('notes').insert({ number: 2 });
        throw new Error('not this part');
      });
      await expect(inner).rejects.toThrow('not this part');
      await trx('notes').insert({ number: 3 });
    });
    expect(await stored()).toEqual([1, 3]);
  });
});

describe.each(['sqlite', 'postgres'] as const)('statements together on %s', (kind) => {
  it('run in their order, and each gives its own result', async () => {
    const { database, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const { knex } = database;
    await knex.schema.createTable('notes', (table) => table.integer('number').unique());
    const read = (trx: typeof knex) => trx('notes').orderBy('number').pluck('number');
    const results = await knex.transaction((trx) =>
      together(
        trx,
        () => trx('notes').insert({ number: 1 }),
        () => read(trx),
        () => trx('notes').insert([{ number: 2 }, { number: 3 }]),
        () => read(trx),
        () => trx('notes').where('number', '>', 1).delete(),
      ),
    );
    expect([results[1], results[3], results[4]]).toEqual([[1], [1, 2, 3], 2]);
  });

  it('leave nothing behind when one of them fails', async () => {
    const { database, drop } = await openTestDatabase(kind);
    onTestFinished(drop);
    const { knex } = database;
    await knex.schema.createTable('notes', (table) => table.integer('number').unique());
    const failing = knex.transaction((trx) =>
      together(
        trx,
        () => trx('notes').insert({ number: 1 }),
        () => trx('notes').insert({ number: 1 }),
        () => trx('notes').insert({ number: 2 }),
      ),
    );
    await expect(failing).rejects.toThrow(/unique/i);
    expect(await knex('notes').pluck('number')).toEqual([]);
  });
});
