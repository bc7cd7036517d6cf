import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { learnerRecord, storedLearner, T0, tokenRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('token store on %s', (kind) => {
  const database = useDatabase(kind);
  const tokens = () => database().stores.tokens;

  it('finds a token and its learner by its hash', async () => {
    const owner = learnerRecord();
    await database().stores.accounts.createLearner(owner, { firstIsAdmin: false });
    const token = tokenRecord(owner.id);
    await tokens().create(token);
    expect(await tokens().findByTokenHash(token.tokenHash)).toEqual({ token, learner: owner });
    expect(await tokens().findByTokenHash('unknown')).toBeUndefined();
  });

  it('notes when a token was last used, and never goes back', async () => {
    const owner = await storedLearner(database().stores);
    const token = tokenRecord(owner);
    await tokens().create(token);
    await tokens().touch(token.id, T0 + 5);
    await tokens().touch(token.id, T0 + 3);
    expect(await tokens().list(owner)).toEqual([{ ...token, lastUsedAt: T0 + 5 }]);
  });

  it('lists the newest first', async () => {
    const owner = await storedLearner(database().stores);
    const [first, second] = [tokenRecord(owner), tokenRecord(owner, { createdAt: T0 + 1 })];
    await tokens().create(first);
    await tokens().create(second);
    expect(await tokens().list(owner)).toEqual([second, first]);
  });

  it('revokes a token once', async () => {
    const owner = await storedLearner(database().stores);
    const token = tokenRecord(owner);
    await tokens().create(token);
    expect(await tokens().remove(owner, token.id)).toBe(true);
    expect(await tokens().remove(owner, token.id)).toBe(false);
    expect(await tokens().findByTokenHash(token.tokenHash)).toBeUndefined();
  });
});
