import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('audit store on %s', (kind) => {
  const database = useDatabase(kind);
  const audit = () => database().stores.audit;

  it('lists what was done, the newest first, in pages', async () => {
    const actorId = await storedLearner(database().stores);
    const entries = Array.from({ length: 5 }, (_, index) => ({
      id: newId(),
      actorId,
      action: 'session_ended',
      subjectId: newId(),
      detail: { index, reason: 'asked' },
      at: T0 + Math.floor(index / 2),
    }));
    for (const entry of entries) await audit().append(entry);
    const listed: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await audit().list({ limit: 2, cursor });
      listed.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(listed).toEqual(entries.toReversed());
  });

  it('keeps an entry when its actor is deleted, without naming them', async () => {
    const actorId = await storedLearner(database().stores);
    const entry = { id: newId(), actorId, action: 'node_drained', at: T0 + 1000 };
    await audit().append(entry);
    await database().stores.accounts.deleteLearner(actorId);
    const { items } = await audit().list({ limit: 1 });
    expect(items).toEqual([{ ...entry, actorId: undefined }]);
  });

  it('refuses a cursor that no list gave out', async () => {
    const refused = audit().list({ limit: 1, cursor: '0' });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_cursor', status: 400 });
  });
});
