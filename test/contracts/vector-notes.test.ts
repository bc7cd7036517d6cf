import { expect, it, onTestFinished } from 'vitest';
import { migrate, migrateDown } from '../../src/adapters/knex/migrate.ts';
import { createStores, type Stores } from '../../src/adapters/knex/stores.ts';
import { DATABASE_KINDS, type DatabaseKind, openEmptyDatabase } from '../support/databases.ts';
import { resultRecord, storedConversation, storedDocument, storedLearner, turnRecord } from '../support/records.ts';

/** A learner with a document of two passages and a talk of two messages, of each of which one has its vector stored. */
async function world(kind: DatabaseKind) {
  const { database, drop } = await openEmptyDatabase(kind);
  onTestFinished(() => drop());
  await migrate(database);
  const stores = createStores(database);
  const learnerId = await storedLearner(stores);
  const { passages } = await storedDocument(stores, learnerId, ['Cells divide.', 'Leaves breathe.']);
  const conversationId = await storedConversation(stores, learnerId);
  const turn = turnRecord(learnerId, conversationId);
  await stores.messages.beginTurn(turn);
  await stores.messages.endTurn(resultRecord(turn.turnId));
  await stores.texts.material.markEmbedded([passages[0]?.id ?? ''], 'e1');
  await stores.texts.talks.markEmbedded([turn.question.id], 'e1');
  return { database, stores, learnerId };
}

async function withVectors({ texts }: Stores, learnerId: string) {
  return {
    material: await texts.material.progress('e1', learnerId),
    talks: await texts.talks.progress('e1', learnerId),
  };
}

const HALF = { material: { texts: 2, embedded: 1 }, talks: { texts: 2, embedded: 1 } };

it.each(DATABASE_KINDS)('on %s, which texts have their vector is known after a step back and forth', async (kind) => {
  const { database, stores, learnerId } = await world(kind);
  expect(await withVectors(stores, learnerId)).toEqual(HALF);
  let [step] = await migrateDown(database);
  while (step !== undefined && step !== '0040-stored-vectors') [step] = await migrateDown(database);
  const noted = database.knex('passages').where({ embedded_by: 'e1' }).select('text');
  expect(await noted).toEqual([{ text: 'Cells divide.' }]);
  await migrate(database);
  expect(await withVectors(stores, learnerId)).toEqual(HALF);
  await storedDocument(stores, learnerId, ['Roots drink.']);
  expect((await withVectors(stores, learnerId)).material).toEqual({ texts: 3, embedded: 1 });
  await stores.accounts.deleteLearner(learnerId);
  expect(await withVectors(stores, learnerId)).toMatchObject({ material: { texts: 0 }, talks: { texts: 0 } });
});

it.each(DATABASE_KINDS.filter((kind) => kind === 'postgres'))(
  'on %s, noting a vector leaves the text and its entries in the indexes where they are',
  async (kind) => {
    const { database, stores, learnerId } = await world(kind);
    const places = async (table: string) => {
      const rows: { ctid: string }[] = await database.knex(table).orderBy('row_id').select('ctid');
      return rows.map(({ ctid }) => ctid);
    };
    const before = [await places('passages'), await places('message_terms')];
    for (const texts of [stores.texts.material, stores.texts.talks]) {
      const missing = await texts.withoutVector('e2', 10, { learnerId });
      await texts.markEmbedded(
        missing.map(({ id }) => id),
        'e2',
      );
    }
    expect((await stores.texts.material.progress('e2')).embedded).toBe(2);
    expect([await places('passages'), await places('message_terms')]).toEqual(before);
  },
);
