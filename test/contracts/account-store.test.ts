import { describe, expect, it } from 'vitest';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';
import { learnerRecord, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const NOT_FIRST = { firstIsAdmin: false };

describe.each(DATABASE_KINDS)('account store on %s', (kind) => {
  const database = useDatabase(kind);
  const accounts = () => database().stores.accounts;

  it('gives back a learner as stored, by id and by address', async () => {
    const learner = learnerRecord({ language: 'pt-BR' });
    expect(await accounts().createLearner(learner, NOT_FIRST)).toEqual(learner);
    expect(await accounts().findLearner(learner.id)).toEqual(learner);
    expect(await accounts().findLearnerByEmail(learner.email.toUpperCase())).toEqual(learner);
  });

  it('finds nobody by an id or address that nobody has', async () => {
    expect(await accounts().findLearner('nobody')).toBeUndefined();
    expect(await accounts().findLearnerByEmail('nobody@example.org')).toBeUndefined();
    expect(await accounts().findLearnerByEmail('no\0body')).toBeUndefined();
  });

  it('refuses an address that is taken, whatever its case', async () => {
    const first = learnerRecord();
    await accounts().createLearner(first, NOT_FIRST);
    const second = learnerRecord({ email: first.email.toUpperCase() });
    expect(await accounts().createLearner(second, NOT_FIRST)).toBeUndefined();
    expect(await accounts().findLearner(second.id)).toBeUndefined();
  });

  it('gives an address to one of many who want it at once', async () => {
    const email = `${newId()}@example.org`;
    const created = await Promise.all(
      Array.from({ length: 8 }, () => accounts().createLearner(learnerRecord({ email }), NOT_FIRST)),
    );
    expect(created.filter((learner) => learner !== undefined)).toHaveLength(1);
  });

  it('keeps names that hold what a database cannot', async () => {
    const learner = learnerRecord({ name: 'A\0da \ud800' });
    await accounts().createLearner(learner, NOT_FIRST);
    expect((await accounts().findLearner(learner.id))?.name).toBe('A\uFFFDda \uFFFD');
  });

  it('changes what a patch names and nothing else', async () => {
    const learner = learnerRecord({ language: 'en' });
    await accounts().createLearner(learner, NOT_FIRST);
    const patched = await accounts().updateLearner(learner.id, { name: 'Grace', role: 'admin' });
    expect(patched).toEqual({ ...learner, name: 'Grace', role: 'admin' });
    expect(await accounts().updateLearner(learner.id, {})).toEqual(patched);
    expect(await accounts().updateLearner('nobody', { name: 'Grace' })).toBeUndefined();
  });

  it('counts learners', async () => {
    const before = await accounts().countLearners();
    await storedLearner(database().stores);
    expect(await accounts().countLearners()).toBe(before + 1);
  });

  it('deletes a learner once', async () => {
    const id = await storedLearner(database().stores);
    expect(await accounts().deleteLearner(id)).toBe(true);
    expect(await accounts().deleteLearner(id)).toBe(false);
    expect(await accounts().findLearner(id)).toBeUndefined();
  });

  it('lets exactly one of many redeem an invite', async () => {
    const createdBy = await storedLearner(database().stores);
    const invite = { id: newId(), codeHash: newId(), createdBy, createdAt: T0, expiresAt: T0 + 10 };
    await accounts().createInvite(invite);
    const redeemed = await Promise.all(
      Array.from({ length: 8 }, () => accounts().redeemInvite(invite.codeHash, T0 + 9)),
    );
    expect(redeemed.filter(Boolean)).toHaveLength(1);
  });

  it('does not redeem an invite that is unknown or has expired this millisecond', async () => {
    const createdBy = await storedLearner(database().stores);
    const invite = { id: newId(), codeHash: newId(), createdBy, createdAt: T0, expiresAt: T0 + 10 };
    await accounts().createInvite(invite);
    expect(await accounts().redeemInvite(invite.codeHash, T0 + 10)).toBe(false);
    expect(await accounts().redeemInvite('unknown', T0)).toBe(false);
  });
});

describe.each(DATABASE_KINDS)('the first account on %s', (kind) => {
  it('is the only admin, also when several sign up at once', async () => {
    const { stores, openAnother, drop } = await openTestDatabase(kind);
    const other = await openAnother();
    // SQLite waits for another connection without letting it go on: in one process only one may write at a time.
    const doors = kind === 'postgres' ? [stores, createStores(other)] : [stores];
    const created = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (doors[index % doors.length] ?? stores).accounts.createLearner(learnerRecord(), { firstIsAdmin: true }),
      ),
    );
    expect(created.map((learner) => learner?.role).filter((role) => role === 'admin')).toHaveLength(1);
    expect(await stores.accounts.countLearners()).toBe(6);
    await other.close();
    await drop();
  });

  it('is a learner like any other where admins are named by address', async () => {
    const { stores, drop } = await openTestDatabase(kind);
    const created = await stores.accounts.createLearner(learnerRecord(), { firstIsAdmin: false });
    expect(created?.role).toBe('learner');
    await drop();
  });
});
