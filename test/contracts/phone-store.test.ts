import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { PhoneLink } from '../../src/ports/phone-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { learnerRecord, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

function linkRecord(learnerId: string, values: Partial<PhoneLink> = {}): PhoneLink {
  return { id: newId(), learnerId, phone: `+1555${Math.floor(Math.random() * 1e7)}`, createdAt: T0, ...values };
}

describe.each(DATABASE_KINDS)('phone store on %s', (kind) => {
  const database = useDatabase(kind);
  const phones = () => database().stores.phones;
  const learner = () => storedLearner(database().stores);

  it('finds a number with its learner, and no other', async () => {
    const owner = learnerRecord();
    await database().stores.accounts.createLearner(owner, { firstIsAdmin: false });
    const link = linkRecord(owner.id);
    await phones().link(link);
    expect(await phones().findByPhone(link.phone)).toEqual({ link, learner: owner });
    expect(await phones().findByPhone('+19990000')).toBeUndefined();
  });

  it('gives a number to whoever links it last, without the PIN of the one before', async () => {
    const [before, after] = [await learner(), await learner()];
    const old = linkRecord(before, { pinHash: 'hash' });
    await phones().link(old);
    const link = linkRecord(after, { phone: old.phone, createdAt: T0 + 1 });
    await phones().link(link);
    expect(await phones().list(before)).toEqual([]);
    expect(await phones().list(after)).toEqual([link]);
  });

  it('lists the numbers of one learner, oldest first', async () => {
    const owner = await learner();
    const [second, first] = [linkRecord(owner, { createdAt: T0 + 5 }), linkRecord(owner)];
    for (const link of [second, first, linkRecord(await learner())]) await phones().link(link);
    expect(await phones().list(owner)).toEqual([first, second]);
  });

  it('sets and takes away a PIN, notes calls, and unlinks: only for the owner', async () => {
    const [owner, other] = [await learner(), await learner()];
    const link = linkRecord(owner);
    await phones().link(link);
    expect(await phones().setPin(other, link.id, 'theirs')).toBe(false);
    expect(await phones().setPin(owner, link.id, 'hash')).toBe(true);
    await phones().touch(link.id, T0 + 9);
    expect(await phones().list(owner)).toEqual([{ ...link, pinHash: 'hash', lastCallAt: T0 + 9 }]);
    await phones().setPin(owner, link.id, undefined);
    expect((await phones().list(owner))[0]?.pinHash).toBeUndefined();
    expect(await phones().remove(other, link.id)).toBe(false);
    expect(await phones().remove(owner, link.id)).toBe(true);
    expect(await phones().findByPhone(link.phone)).toBeUndefined();
  });

  it('redeems a code for exactly one of many callers, and only before it runs out', async () => {
    const owner = await learner();
    const codeHash = newId();
    await phones().putCode({ learnerId: owner, codeHash, expiresAt: T0 + 10 });
    expect(await phones().redeemCode(codeHash, T0 + 10)).toBeUndefined();
    const redeemed = await Promise.all(Array.from({ length: 5 }, () => phones().redeemCode(codeHash, T0 + 9)));
    expect(redeemed.filter((id) => id !== undefined)).toEqual([owner]);
  });

  it('puts the code before out of use, and never gives two learners the same code', async () => {
    const [ada, eve] = [await learner(), await learner()];
    const [first, second] = [newId(), newId()];
    await phones().putCode({ learnerId: ada, codeHash: first, expiresAt: T0 + 10 });
    expect(await phones().putCode({ learnerId: ada, codeHash: second, expiresAt: T0 + 10 })).toBe(true);
    expect(await phones().putCode({ learnerId: eve, codeHash: second, expiresAt: T0 + 10 })).toBe(false);
    expect(await phones().redeemCode(first, T0)).toBeUndefined();
    expect(await phones().redeemCode(second, T0)).toBe(ada);
  });

  it('forgets codes that ran out', async () => {
    const [old, fresh] = [newId(), newId()];
    await phones().putCode({ learnerId: await learner(), codeHash: old, expiresAt: T0 });
    const owner = await learner();
    await phones().putCode({ learnerId: owner, codeHash: fresh, expiresAt: T0 + 1 });
    expect(await phones().removeExpiredCodes(T0)).toBeGreaterThanOrEqual(1);
    expect(await phones().redeemCode(fresh, T0)).toBe(owner);
  });
});
