import { describe, expect, it } from 'vitest';
import { DATABASE_KINDS } from '../support/databases.ts';
import { learnerRecord, sessionRecord, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('session store on %s', (kind) => {
  const database = useDatabase(kind);
  const sessions = () => database().stores.sessions;
  const learner = () => storedLearner(database().stores);

  it('finds a session and its learner by the hash of its token', async () => {
    const owner = learnerRecord();
    await database().stores.accounts.createLearner(owner, { firstIsAdmin: false });
    const session = sessionRecord(owner.id);
    await sessions().create(session);
    expect(await sessions().findByTokenHash(session.tokenHash)).toEqual({ session, learner: owner });
    expect(await sessions().findByTokenHash('unknown')).toBeUndefined();
  });

  it('notes when a session was last seen, and never goes back', async () => {
    const session = sessionRecord(await learner());
    await sessions().create(session);
    await sessions().touch(session.id, T0 + 50);
    await sessions().touch(session.id, T0 + 20);
    const found = await sessions().findByTokenHash(session.tokenHash);
    expect(found?.session.lastSeenAt).toBe(T0 + 50);
  });

  it('lists the newest first', async () => {
    const owner = await learner();
    const [first, second] = [sessionRecord(owner), sessionRecord(owner, { createdAt: T0 + 1 })];
    await sessions().create(first);
    await sessions().create(second);
    expect(await sessions().list(owner)).toEqual([second, first]);
  });

  it('ends one session once', async () => {
    const owner = await learner();
    const session = sessionRecord(owner);
    await sessions().create(session);
    expect(await sessions().remove(owner, session.id)).toBe(true);
    expect(await sessions().remove(owner, session.id)).toBe(false);
    expect(await sessions().findByTokenHash(session.tokenHash)).toBeUndefined();
  });

  it('ends all others, or all', async () => {
    const owner = await learner();
    const all = [sessionRecord(owner), sessionRecord(owner), sessionRecord(owner)];
    for (const session of all) await sessions().create(session);
    expect(await sessions().removeOthers(owner, all[0]?.id)).toBe(2);
    expect(await sessions().list(owner)).toEqual([all[0]]);
    expect(await sessions().removeOthers(owner, undefined)).toBe(1);
    expect(await sessions().list(owner)).toEqual([]);
  });

  it('removes sessions at their absolute end and at their idle end', async () => {
    const owner = await learner();
    const now = T0 + 1000;
    const expired = sessionRecord(owner, { expiresAt: now, lastSeenAt: now });
    const idle = sessionRecord(owner, { expiresAt: now + 1, lastSeenAt: now - 100 });
    const alive = sessionRecord(owner, { expiresAt: now + 1, lastSeenAt: now - 99 });
    for (const session of [expired, idle, alive]) await sessions().create(session);
    await sessions().removeExpired(now, 100);
    expect(await sessions().list(owner)).toEqual([alive]);
  });

  it('stores no session for a learner who is gone', async () => {
    await expect(sessions().create(sessionRecord('nobody'))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses a token hash that is in use', async () => {
    const owner = await learner();
    const session = sessionRecord(owner);
    await sessions().create(session);
    const twin = sessionRecord(owner, { tokenHash: session.tokenHash });
    await expect(sessions().create(twin)).rejects.toMatchObject({ code: 'already_exists', status: 409 });
  });
});
