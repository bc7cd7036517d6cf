import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/adapters/knex/database.ts';

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
    const refused = knex.transaction(async (trx) => {
      await trx('notes').insert({ number: 2 });
    });
    await expect(refused).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    await holding.commit();
    expect(await stored()).toEqual([1]);
    await knex.transaction((trx) => trx('notes').insert({ number: 4 }));
    expect(await stored()).toEqual([1, 4]);
  });

  it('that SQLite itself ends takes what comes after with it, whether its caller minds or not', async () => {
    const { knex, stored } = await openNotes();
    await knex('notes').insert({ number: 1 });
    const broken = knex.transaction(async (trx) => {
      await trx('notes').insert({ number: 2 });
      const ending = trx.raw('insert or rollback into notes (number) values (1)');
      await expect(ending).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
      const late = trx('notes').insert({ number: 3 });
      await expect(late).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    });
    await expect(broken).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
    expect(await stored()).toEqual([1]);
    await knex.transaction((trx) => trx('notes').insert({ number: 4 }));
    expect(await stored()).toEqual([1, 4]);
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
