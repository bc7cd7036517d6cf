import { describe, expect, it } from 'vitest';
import { MAX_TOKENS } from '../../src/accounts/tokens.ts';
import { openAccounts } from './open-accounts.ts';

async function withAda() {
  const accounts = await openAccounts();
  const { learner } = await accounts.signUpAs('ada@example.org');
  return { ...accounts, id: learner.id };
}

describe('a bearer token', () => {
  it('can be told from other secrets, opens the account, and is not stored', async () => {
    await using accounts = await withAda();
    const { id, token } = await accounts.tokens.create(accounts.id, 'script');
    expect(token).toMatch(/^lva_[A-Za-z0-9_-]{43}$/);
    expect(await accounts.authenticator.authenticate({ bearer: token })).toMatchObject({
      learnerId: accounts.id,
      credentialId: id,
      kind: 'token',
    });
    expect(JSON.stringify(await accounts.database.knex('api_tokens').select('*'))).not.toContain(token);
  });

  it('does not open anything as a session, nor the other way round', async () => {
    await using accounts = await withAda();
    const { token } = await accounts.tokens.create(accounts.id, 'script');
    const { token: session } = await accounts.signUpAs('eve@example.org');
    expect(await accounts.authenticator.authenticate({ session: token })).toBeUndefined();
    expect(await accounts.authenticator.authenticate({ bearer: session })).toBeUndefined();
  });

  it('shows when it was last used, to the minute', async () => {
    await using accounts = await withAda();
    const { token } = await accounts.tokens.create(accounts.id, 'script');
    expect((await accounts.tokens.list(accounts.id))[0]?.lastUsedAt).toBeUndefined();
    await accounts.authenticator.authenticate({ bearer: token });
    const usedAt = accounts.clock.now();
    accounts.clock.advance(59_999);
    await accounts.authenticator.authenticate({ bearer: token });
    expect((await accounts.tokens.list(accounts.id))[0]?.lastUsedAt).toBe(usedAt);
  });

  it('opens nothing once revoked, which only its owner can do', async () => {
    await using accounts = await withAda();
    const { id, token } = await accounts.tokens.create(accounts.id, 'script');
    const eve = await accounts.signUpAs('eve@example.org');
    expect(await accounts.tokens.revoke(eve.learner.id, id)).toBe(false);
    expect(await accounts.authenticator.authenticate({ bearer: token })).toBeDefined();
    expect(await accounts.tokens.revoke(accounts.id, id)).toBe(true);
    expect(await accounts.authenticator.authenticate({ bearer: token })).toBeUndefined();
    expect(accounts.heard).toEqual([{ type: 'signed_out', learnerId: accounts.id, credentialId: id }]);
  });

  it('is one of fifty at most', async () => {
    await using accounts = await withAda();
    for (let i = 0; i < MAX_TOKENS; i++) await accounts.tokens.create(accounts.id, `t${i}`);
    await expect(accounts.tokens.create(accounts.id, 'over')).rejects.toMatchObject({ code: 'too_many_tokens' });
  });
});
