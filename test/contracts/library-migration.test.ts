import { expect, it, onTestFinished } from 'vitest';
import { migrate, migrateDown } from '../../src/adapters/knex/migrate.ts';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { DATABASE_KINDS, openEmptyDatabase } from '../support/databases.ts';
import { documentRecord, storedLearner } from '../support/records.ts';

it.each(DATABASE_KINDS)(
  'on %s, a file that was kept twice before stays so, and is not kept a third time',
  async (kind) => {
    const { database, drop } = await openEmptyDatabase(kind);
    onTestFinished(() => drop());
    await migrate(database);
    const stores = createStores(database);
    const learner = await storedLearner(stores);
    const [first, second, other] = ['same', 'same', 'other'].map((hash) => documentRecord(learner, { hash }));
    if (!first || !second || !other) throw new Error('There are three.');
    for (const document of [first, second, other]) await stores.documents.create(document);
    let [step] = await migrateDown(database);
    while (step !== undefined && step !== '0011-library') [step] = await migrateDown(database);
    await migrate(database);
    const { items } = await stores.documents.list(learner, { limit: 10 });
    const identities = Object.fromEntries(items.map(({ id, identity }) => [id, identity]));
    expect(identities).toEqual({ [first.id]: 'same', [second.id]: undefined, [other.id]: 'other' });
    const again = await stores.documents.create(documentRecord(learner, { identity: 'same' }));
    expect(again).toMatchObject({ outcome: 'duplicate', document: { id: first.id } });
  },
);
