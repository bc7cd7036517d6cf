import { describe, expect, it, vi } from 'vitest';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from '../../src/accounts/sessions.ts';
import { LAPTOP, openAccounts, PASSWORD } from './open-accounts.ts';

const HOUR = 60 * 60_000;

async function signedIn() {
  const accounts = await openAccounts();
  const { token, session, learner } = await accounts.signUpAs('ada@example.org');
  return { ...accounts, token, session, learner, who: () => accounts.authenticator.authenticate({ session: token }) };
}

describe('a session', () => {
  it('lasts while it is used within fourteen days', async () => {
    await using accounts = await signedIn();
    accounts.clock.advance(SESSION_IDLE_MS - 1);
    expect(await accounts.who()).toBeDefined();
    accounts.clock.advance(SESSION_IDLE_MS - 1);
    expect(await accounts.who()).toBeDefined();
  });

  it('ends after fourteen days without a request', async () => {
    await using accounts = await signedIn();
    accounts.clock.advance(SESSION_IDLE_MS);
    expect(await accounts.who()).toBeUndefined();
    expect(await accounts.sessions.list(accounts.learner.id)).toEqual([]);
  });

  it('ends after ninety days however much it is used', async () => {
    await using accounts = await signedIn();
    for (let used = 0; used < SESSION_ABSOLUTE_MS - HOUR; used += HOUR * 24) {
      expect(await accounts.who()).toBeDefined();
      accounts.clock.advance(Math.min(HOUR * 24, SESSION_ABSOLUTE_MS - HOUR - used));
    }
    accounts.clock.advance(HOUR - 1);
    expect(await accounts.who()).toMatchObject({ expiresAt: accounts.clock.now() + 1 });
    accounts.clock.advance(1);
    expect(await accounts.who()).toBeUndefined();
  });

  it('notes its use at most once a minute', async () => {
    await using accounts = await signedIn();
    const touch = vi.spyOn(accounts.stores.sessions, 'touch');
    for (let seconds = 0; seconds < 120; seconds += 10) {
      accounts.clock.advance(10_000);
      await accounts.who();
    }
    expect(touch).toHaveBeenCalledTimes(2);
  });

  it('goes on when its use cannot be noted', async () => {
    await using accounts = await signedIn();
    vi.spyOn(accounts.stores.sessions, 'touch').mockRejectedValue(new Error('disk full'));
    accounts.clock.advance(HOUR);
    expect(await accounts.who()).toBeDefined();
  });

  it('is swept away once it has run out', async () => {
    await using accounts = await signedIn();
    expect(await accounts.sessions.removeExpired()).toBe(0);
    accounts.clock.advance(SESSION_IDLE_MS);
    expect(await accounts.sessions.removeExpired()).toBe(1);
  });

  it.each(['', 'x', 'a'.repeat(43), `lva_${'a'.repeat(43)}`])('is not opened by a made-up token: %j', async (token) => {
    await using accounts = await signedIn();
    expect(await accounts.authenticator.authenticate({ session: token })).toBeUndefined();
    expect(await accounts.authenticator.authenticate({ bearer: token })).toBeUndefined();
  });
});

describe('a learner’s devices', () => {
  it('are listed newest first and can be signed out one by one', async () => {
    await using accounts = await signedIn();
    accounts.clock.advance(1000);
    const laptop = await accounts.signIn({ email: 'ada@example.org', password: PASSWORD }, LAPTOP);
    const devices = await accounts.sessions.list(accounts.learner.id);
    expect(devices.map(({ userAgent }) => userAgent)).toEqual(['Laptop', 'Phone']);
    expect(await accounts.sessions.revoke(accounts.learner.id, accounts.session.id)).toBe(true);
    expect(await accounts.who()).toBeUndefined();
    expect(await accounts.authenticator.authenticate({ session: laptop.token })).toBeDefined();
    expect(accounts.heard).toContainEqual({
      type: 'signed_out',
      learnerId: accounts.learner.id,
      credentialId: accounts.session.id,
    });
  });

  it('cannot be signed out by somebody else', async () => {
    await using accounts = await signedIn();
    const eve = await accounts.signUpAs('eve@example.org');
    expect(await accounts.sessions.revoke(eve.learner.id, accounts.session.id)).toBe(false);
    expect(await accounts.who()).toBeDefined();
  });

  it('keep at most three hundred characters of what a browser calls itself', async () => {
    await using accounts = await signedIn();
    const client = { ...LAPTOP, userAgent: 'x'.repeat(5000) };
    const { session } = await accounts.signIn({ email: 'ada@example.org', password: PASSWORD }, client);
    expect(session.userAgent).toHaveLength(300);
  });
});
