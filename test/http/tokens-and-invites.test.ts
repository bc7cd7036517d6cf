import { describe, expect, it } from 'vitest';
import { CreatedInvite, CreatedToken, TokenList } from '../../src/protocol/rest/accounts.ts';
import { openWorld, PASSWORD } from './world.ts';

describe('bearer tokens over HTTP', () => {
  it('are made, used, listed without their secret, and revoked', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const created = await browser.post('/api/tokens', { name: 'Load test' });
    expect(created.status).toBe(201);
    const { id, token } = CreatedToken.parse(created.body);
    const headers = { authorization: `Bearer ${token}` };
    expect((await world.browser().get('/api/me', headers)).body.name).toBe('ada');
    const list = await browser.get('/api/tokens');
    expect(TokenList.parse(list.body).tokens).toMatchObject([
      { id, name: 'Load test', lastUsedAt: expect.any(String) },
    ]);
    expect(list.text).not.toContain(token);
    expect((await browser.delete(`/api/tokens/${id}`)).status).toBe(204);
    expect((await world.browser().get('/api/me', headers)).status).toBe(401);
    expect((await browser.delete(`/api/tokens/${id}`)).status).toBe(404);
  });

  it('cannot make further tokens', async () => {
    await using world = await openWorld();
    const { token } = (await (await world.signedIn()).post('/api/tokens', { name: 'one' })).body;
    const answer = await world.browser().post('/api/tokens', { name: 'two' }, { authorization: `Bearer ${token}` });
    expect([answer.status, answer.body.code]).toEqual([403, 'session_needed']);
  });

  it.each([{}, { name: '' }, { name: 'x'.repeat(101) }])('need a name: %j', async (body) => {
    await using world = await openWorld();
    expect((await (await world.signedIn()).post('/api/tokens', body)).status).toBe(400);
  });
});

describe('invites over HTTP', () => {
  it('are made by an admin and let one in', async () => {
    await using world = await openWorld({ signUp: 'invite' });
    const admin = await world.signedIn('admin');
    const { invite } = CreatedInvite.parse((await admin.post('/api/admin/invites')).body);
    const signUp = (name: string, code?: string) =>
      world
        .browser()
        .post('/api/auth/sign-up/email', { name, email: `${name}@example.org`, password: PASSWORD, invite: code });
    expect((await signUp('guest')).body.code).toBe('invite_needed');
    expect((await signUp('guest', invite)).status).toBe(200);
    expect((await signUp('second', invite)).body.code).toBe('invite_invalid');
  });

  it('are unknown to learners and closed to strangers', async () => {
    await using world = await openWorld();
    await world.signedIn('admin');
    expect((await (await world.signedIn()).post('/api/admin/invites')).status).toBe(404);
    expect((await world.browser().post('/api/admin/invites')).status).toBe(401);
  });
});
