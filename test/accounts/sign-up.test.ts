import { describe, expect, it } from 'vitest';
import { INVITE_MS } from '../../src/accounts/invites.ts';
import { SIGN_UP_LIMIT } from '../../src/accounts/sign-in-limits.ts';
import { openAccounts, PASSWORD, PHONE } from './open-accounts.ts';

describe('signing up', () => {
  it('makes an account that can be signed in to, and stores neither password nor token', async () => {
    await using accounts = await openAccounts();
    const { learner, token } = await accounts.signUpAs('ada@example.org');
    await accounts.signIn({ email: 'ada@example.org', password: PASSWORD }, PHONE);
    expect(learner.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const rows = JSON.stringify(await accounts.database.knex('sessions').select('*'));
    expect(rows).not.toContain(token);
    expect(await accounts.authenticator.authenticate({ session: token })).toMatchObject({
      name: 'Ada',
      kind: 'session',
    });
  });

  it('makes the first account of all an admin, and no other', async () => {
    await using accounts = await openAccounts();
    const roles = [];
    for (const email of ['a@example.org', 'b@example.org']) {
      const { token } = await accounts.signUpAs(email);
      roles.push((await accounts.authenticator.authenticate({ session: token }))?.role);
    }
    expect(roles).toEqual(['admin', 'learner']);
  });

  it('makes those the admins whom the operator names, and then not the first', async () => {
    await using accounts = await openAccounts({ adminEmails: ['boss@example.org'] });
    const first = await accounts.signUpAs('first@example.org');
    const { invite } = await accounts.invites.create(first.learner.id);
    const boss = await accounts.signUpAs('boss@example.org', invite);
    expect((await accounts.authenticator.authenticate({ session: first.token }))?.role).toBe('learner');
    expect((await accounts.authenticator.authenticate({ session: boss.token }))?.role).toBe('admin');
  });

  it('gives an address that the operator named as an admin’s to nobody who merely asks for it', async () => {
    await using accounts = await openAccounts({ adminEmails: ['boss@example.org'] });
    const first = await accounts.signUpAs('first@example.org');
    await expect(accounts.signUpAs('boss@example.org')).rejects.toMatchObject({ code: 'invite_needed', status: 403 });
    await expect(accounts.signUpAs('boss@example.org', 'made-up')).rejects.toMatchObject({ code: 'invite_invalid' });
    const { invite } = await accounts.invites.create(first.learner.id);
    await expect(accounts.signUpAs('boss@example.org', invite)).resolves.toBeDefined();
    await expect(accounts.signUpAs('other@example.org')).resolves.toBeDefined();
  });

  it('lets an admin whom the operator named take a new server into use', async () => {
    await using accounts = await openAccounts({ adminEmails: ['boss@example.org'] });
    const boss = await accounts.signUpAs('boss@example.org');
    expect((await accounts.authenticator.authenticate({ session: boss.token }))?.role).toBe('admin');
  });

  it('refuses an address that has an account', async () => {
    await using accounts = await openAccounts();
    await accounts.signUpAs('ada@example.org');
    await expect(accounts.signUpAs('ada@example.org')).rejects.toMatchObject({ code: 'email_taken', status: 409 });
  });

  it('lets the first in while sign-up is closed, and nobody else', async () => {
    await using accounts = await openAccounts({ signUp: 'closed' });
    await accounts.signUpAs('first@example.org');
    await expect(accounts.signUpAs('late@example.org')).rejects.toMatchObject({ code: 'sign_up_closed', status: 403 });
  });

  it('lets exactly one in when several find a closed house empty at once', async () => {
    await using accounts = await openAccounts({ signUp: 'closed' });
    const attempts = ['a', 'b', 'c', 'd'].map((name) => accounts.signUpAs(`${name}@example.org`));
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await accounts.stores.accounts.countLearners()).toBe(1);
  });

  it('stops a client that makes account after account', async () => {
    await using accounts = await openAccounts({ signUp: 'closed' });
    await accounts.signUpAs('first@example.org');
    for (let i = 1; i < SIGN_UP_LIMIT.limit; i++) {
      await expect(accounts.signUpAs(`n${i}@example.org`)).rejects.toMatchObject({ code: 'sign_up_closed' });
    }
    await expect(accounts.signUpAs('over@example.org')).rejects.toMatchObject({ code: 'too_many_attempts' });
    accounts.clock.advance(SIGN_UP_LIMIT.windowMs);
    await expect(accounts.signUpAs('later@example.org')).rejects.toMatchObject({ code: 'sign_up_closed' });
  });
});

describe('invites', () => {
  async function invited() {
    const accounts = await openAccounts({ signUp: 'invite' });
    const { learner } = await accounts.signUpAs('first@example.org');
    return { accounts, ...(await accounts.invites.create(learner.id)) };
  }

  it('opens the door once', async () => {
    const { accounts, invite } = await invited();
    await using _ = accounts;
    await accounts.signUpAs('guest@example.org', invite);
    await expect(accounts.signUpAs('other@example.org', invite)).rejects.toMatchObject({ code: 'invite_invalid' });
    await expect(accounts.signUpAs('other@example.org')).rejects.toMatchObject({ code: 'invite_needed' });
  });

  it('runs out after seven days, not before', async () => {
    const { accounts, invite, expiresAt } = await invited();
    await using _ = accounts;
    expect(expiresAt - accounts.clock.now()).toBe(INVITE_MS);
    accounts.clock.advance(INVITE_MS);
    await expect(accounts.signUpAs('late@example.org', invite)).rejects.toMatchObject({ code: 'invite_invalid' });
  });

  it('still opens the door in its last moment', async () => {
    const { accounts, invite } = await invited();
    await using _ = accounts;
    accounts.clock.advance(INVITE_MS - 1);
    await expect(accounts.signUpAs('guest@example.org', invite)).resolves.toMatchObject({
      learner: { role: 'learner' },
    });
  });

  it('tells nobody without a good invite which addresses are known', async () => {
    const { accounts } = await invited();
    await using _ = accounts;
    await expect(accounts.signUpAs('first@example.org', 'made-up')).rejects.toMatchObject({ code: 'invite_invalid' });
  });
});
