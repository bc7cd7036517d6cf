import { describe, expect, it } from 'vitest';
import { SIGN_IN_LIMITS } from '../../src/accounts/sign-in-limits.ts';
import { argon2Hasher } from '../../src/adapters/argon2/password-hasher.ts';
import { toAppError } from '../../src/errors.ts';
import type { PasswordHasher } from '../../src/ports/password-hasher.ts';
import { LAPTOP, openAccounts, PASSWORD, PHONE } from './open-accounts.ts';

const EMAIL = 'ada@example.org';

async function withAda(options: Parameters<typeof openAccounts>[0] = {}) {
  const accounts = await openAccounts(options);
  const ada = await accounts.signUpAs(EMAIL);
  return {
    ...accounts,
    ada,
    fail: (email = EMAIL, address = PHONE.address) =>
      accounts.signIn({ email, password: 'wrong password' }, { ...PHONE, address }).then(
        () => 'let in',
        (error: unknown) => toAppError(error).code,
      ),
    succeed: (address = PHONE.address) => accounts.signIn({ email: EMAIL, password: PASSWORD }, { ...PHONE, address }),
  };
}

describe('signing in', () => {
  it('answers the same whether the address is known or not', async () => {
    await using accounts = await withAda();
    const failures = [];
    for (const email of [EMAIL, 'nobody@example.org']) {
      const failure = await accounts.signIn({ email, password: 'wrong password' }, PHONE).catch(toAppError);
      failures.push({ ...failure, stack: '' });
    }
    expect(failures[0]).toMatchObject({ code: 'wrong_credentials', status: 401 });
    expect(failures[0]).toEqual(failures[1]);
  });

  it('does the same work whether the address is known or not', async () => {
    const verified: string[] = [];
    const hasher: PasswordHasher = {
      hash: argon2Hasher.hash,
      verify(hash, password) {
        verified.push(hash.slice(0, hash.lastIndexOf('$')).replace(/\$[^$]*$/, ''));
        return argon2Hasher.verify(hash, password);
      },
    };
    await using accounts = await withAda({ hasher });
    await accounts.fail(EMAIL);
    await accounts.fail('nobody@example.org');
    expect(verified).toHaveLength(2);
    expect(verified[0]).toBe(verified[1]);
  });

  it('never lets anybody in to an unknown address', async () => {
    await using accounts = await withAda({ hasher: { hash: async () => 'x', verify: async () => true } });
    expect(await accounts.fail('nobody@example.org')).toBe('wrong_credentials');
  });

  it('gives a new token each time and ends the session whose cookie came along', async () => {
    await using accounts = await withAda();
    const again = await accounts.signIn({ email: EMAIL, password: PASSWORD }, PHONE, accounts.ada.token);
    expect(again.token).not.toBe(accounts.ada.token);
    expect(await accounts.authenticator.authenticate({ session: accounts.ada.token })).toBeUndefined();
    expect(accounts.heard).toEqual([
      { type: 'signed_out', learnerId: accounts.ada.learner.id, credentialId: accounts.ada.session.id },
    ]);
  });

  it('keeps the old session when the password is wrong', async () => {
    await using accounts = await withAda();
    const attempt = accounts.signIn({ email: EMAIL, password: 'wrong password' }, PHONE, accounts.ada.token);
    await expect(attempt).rejects.toMatchObject({ code: 'wrong_credentials' });
    expect(await accounts.authenticator.authenticate({ session: accounts.ada.token })).toBeDefined();
  });
});

describe('too many failures', () => {
  const { accountFromAddress, address } = SIGN_IN_LIMITS;

  it('makes a client wait after ten for one account, even with the right password', async () => {
    await using accounts = await withAda();
    for (let i = 0; i < accountFromAddress.limit; i++) expect(await accounts.fail()).toBe('wrong_credentials');
    expect(await accounts.fail()).toBe('too_many_attempts');
    const refused = await accounts.succeed().catch(toAppError);
    expect(refused).toMatchObject({ code: 'too_many_attempts', status: 429, retryAfter: 15 * 60 });
  });

  it('lets the tenth attempt succeed, and then counts from zero', async () => {
    await using accounts = await withAda();
    for (let i = 1; i < accountFromAddress.limit; i++) await accounts.fail();
    await accounts.succeed();
    for (let i = 1; i < accountFromAddress.limit; i++) await accounts.fail();
    await expect(accounts.succeed()).resolves.toMatchObject({ learner: { email: EMAIL } });
  });

  it('ends after fifteen minutes', async () => {
    await using accounts = await withAda();
    for (let i = 0; i <= accountFromAddress.limit; i++) await accounts.fail();
    accounts.clock.advance(accountFromAddress.windowMs - 1);
    expect(await accounts.fail()).toBe('too_many_attempts');
    accounts.clock.advance(1);
    await expect(accounts.succeed()).resolves.toBeDefined();
  });

  it('does not lock the owner out elsewhere, nor other accounts from the same client', async () => {
    await using accounts = await withAda();
    for (let i = 0; i <= accountFromAddress.limit; i++) await accounts.fail();
    await expect(accounts.succeed(LAPTOP.address)).resolves.toBeDefined();
    expect(await accounts.fail('eve@example.org')).toBe('wrong_credentials');
  });

  it('counts the addresses of one IPv6 /64 as one client', async () => {
    await using accounts = await withAda();
    for (let i = 0; i < accountFromAddress.limit; i++) await accounts.fail(EMAIL, `2001:db8:1:2::${i}`);
    expect(await accounts.fail(EMAIL, '2001:db8:1:2:ffff::1')).toBe('too_many_attempts');
    expect(await accounts.fail(EMAIL, '2001:db8:1:3::1')).toBe('wrong_credentials');
  });

  it('treats an unknown address the same way', async () => {
    await using accounts = await withAda();
    for (let i = 0; i < accountFromAddress.limit; i++)
      expect(await accounts.fail('no@example.org')).toBe('wrong_credentials');
    expect(await accounts.fail('no@example.org')).toBe('too_many_attempts');
  });

  it('makes a client wait after a hundred over many accounts, and not for successes', async () => {
    await using accounts = await withAda({
      hasher: { hash: async () => 'x', verify: async (_, word) => word === PASSWORD },
    });
    for (let i = 0; i < 20; i++) await accounts.succeed();
    for (let i = 0; i < address.limit; i++) expect(await accounts.fail(`n${i}@example.org`)).toBe('wrong_credentials');
    expect(await accounts.fail('one-more@example.org')).toBe('too_many_attempts');
  });

  it('makes everybody wait after a hundred for one account from many clients', async () => {
    await using accounts = await withAda({ hasher: { hash: async () => 'x', verify: async () => false } });
    const addresses = Array.from({ length: 11 }, (_, i) => `192.0.2.${i}`);
    const outcomes = [];
    for (const from of addresses) for (let i = 0; i < 10; i++) outcomes.push(await accounts.fail(EMAIL, from));
    expect(outcomes.indexOf('too_many_attempts')).toBe(SIGN_IN_LIMITS.account.limit);
  });

  it('lets no more through when all come at once', async () => {
    await using accounts = await withAda({ hasher: { hash: async () => 'x', verify: async () => false } });
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => accounts.fail()));
    expect(outcomes.filter((code) => code === 'wrong_credentials')).toHaveLength(accountFromAddress.limit);
  });
});
