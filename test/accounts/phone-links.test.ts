import { describe, expect, it } from 'vitest';
import { ALL_PHONES_TRIES, LINK_CODE_MS, MAX_PHONES, PHONE_TRIES } from '../../src/accounts/phone-links.ts';
import { openAccounts } from './open-accounts.ts';

const MOBILE = '+15550100';

async function withAda() {
  const accounts = await openAccounts();
  const { learner } = await accounts.signUpAs('ada@example.org');
  return { ...accounts, id: learner.id };
}

/** Another code than this one. */
function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

describe('linking a number', () => {
  it('opens the account to whoever calls from where the code was typed', async () => {
    await using accounts = await withAda();
    const { code } = await accounts.phoneLinks.createCode(accounts.id);
    expect(code).toMatch(/^\d{6}$/);
    await accounts.phoneLinks.redeem(MOBILE, code);
    expect((await accounts.phoneLinks.owner(MOBILE))?.learner.id).toBe(accounts.id);
    expect(await accounts.phoneLinks.owner('+15550199')).toBeUndefined();
  });

  it('takes a code once, and for ten minutes', async () => {
    await using accounts = await withAda();
    const first = await accounts.phoneLinks.createCode(accounts.id);
    await accounts.phoneLinks.redeem(MOBILE, first.code);
    await expect(accounts.phoneLinks.redeem('+15550101', first.code)).rejects.toMatchObject({ code: 'wrong_code' });
    const second = await accounts.phoneLinks.createCode(accounts.id);
    accounts.clock.advance(LINK_CODE_MS);
    await expect(accounts.phoneLinks.redeem('+15550102', second.code)).rejects.toMatchObject({ code: 'wrong_code' });
  });

  it('is tried five times from one number, right or wrong', async () => {
    await using accounts = await withAda();
    const { code } = await accounts.phoneLinks.createCode(accounts.id);
    for (let i = 0; i < PHONE_TRIES.limit; i++) {
      await expect(accounts.phoneLinks.redeem(MOBILE, wrong(code))).rejects.toMatchObject({ code: 'wrong_code' });
    }
    await expect(accounts.phoneLinks.redeem(MOBILE, code)).rejects.toMatchObject({ code: 'too_many_attempts' });
    expect((await accounts.phoneLinks.redeem('+15550101', code)).learner.id).toBe(accounts.id);
  });

  it('can not be guessed by many numbers together', async () => {
    await using accounts = await withAda();
    const { code } = await accounts.phoneLinks.createCode(accounts.id);
    for (let i = 0; i < ALL_PHONES_TRIES.limit; i++) {
      const guess = accounts.phoneLinks.redeem(`+1555${1_000_000 + i}`, wrong(code));
      await expect(guess).rejects.toMatchObject({ code: 'wrong_code' });
    }
    await expect(accounts.phoneLinks.redeem(MOBILE, code)).rejects.toMatchObject({ code: 'too_many_attempts' });
  });

  it.each(['anonymous', '+266696687', '', '5550100', '+1', '+1234567890123456'])('refuses %j', async (phone) => {
    await using accounts = await withAda();
    const { code } = await accounts.phoneLinks.createCode(accounts.id);
    await expect(accounts.phoneLinks.redeem(phone, code)).rejects.toMatchObject({ code: 'number_withheld' });
    expect(await accounts.phoneLinks.owner(phone)).toBeUndefined();
  });

  it('is possible for ten numbers', async () => {
    await using accounts = await withAda();
    for (let i = 0; i < MAX_PHONES; i++) {
      const { code } = await accounts.phoneLinks.createCode(accounts.id);
      await accounts.phoneLinks.redeem(`+1555010${i}`, code);
    }
    await expect(accounts.phoneLinks.createCode(accounts.id)).rejects.toMatchObject({ code: 'too_many_phones' });
  });
});

describe('a PIN', () => {
  async function withPin(pin: string) {
    const accounts = await withAda();
    const { code } = await accounts.phoneLinks.createCode(accounts.id);
    const { link } = await accounts.phoneLinks.redeem(MOBILE, code);
    await accounts.phoneLinks.setPin(accounts.id, link.id, pin);
    return { ...accounts, link };
  }

  it('is asked for only where one was set', async () => {
    await using accounts = await withPin('2468');
    expect(await accounts.phoneLinks.checkPin(MOBILE, '1111')).toBe(false);
    expect(await accounts.phoneLinks.checkPin(MOBILE, '2468')).toBe(true);
    await accounts.phoneLinks.setPin(accounts.id, accounts.link.id, undefined);
    expect(await accounts.phoneLinks.checkPin(MOBILE, '')).toBe(true);
    expect(await accounts.phoneLinks.checkPin('+15550199', '2468')).toBe(false);
  });

  it('is tried five times, then not at all for ten minutes', async () => {
    await using accounts = await withPin('2468');
    for (let i = 0; i < PHONE_TRIES.limit; i++) await accounts.phoneLinks.checkPin(MOBILE, '1111');
    await expect(accounts.phoneLinks.checkPin(MOBILE, '2468')).rejects.toMatchObject({ code: 'too_many_attempts' });
    accounts.clock.advance(PHONE_TRIES.windowMs);
    expect(await accounts.phoneLinks.checkPin(MOBILE, '2468')).toBe(true);
  });

  it('is not stored', async () => {
    await using accounts = await withPin('86428642');
    expect(JSON.stringify(await accounts.database.knex('phone_links').select('*'))).not.toContain('86428642');
  });
});
