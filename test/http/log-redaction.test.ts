import { describe, expect, it, vi } from 'vitest';
import { openWholeWorld } from './all-routers.ts';
import { PASSWORD } from './world.ts';

describe('the log', () => {
  it('holds no address, name, password, token, invite or word of a learner', async () => {
    await using world = await openWholeWorld();
    const browser = await world.signedIn('zaphodbeeblebrox');
    const { token } = (await browser.post('/api/tokens', { name: 'my-secret-script' })).body;
    const { invite } = (await browser.post('/api/admin/invites')).body;
    await world.browser().get('/api/me', { authorization: `Bearer ${token}` });
    const { id } = (await browser.post('/api/conversations', { title: 'betelgeuse' })).body;
    await browser.post(`/api/conversations/${id}/messages`, { text: 'Where is magrathea?' });
    await browser.post('/api/auth/sign-in/email', {
      email: 'zaphodbeeblebrox@example.org',
      password: 'wrongpassword!',
    });
    await browser.post('/api/auth/sign-in/email', '{"email":"zaphodbeeblebrox@example.org","password":"brok');
    await browser.post('/api/auth/sign-up/email', { name: 'x', email: 'zaphodbeeblebrox@', password: 'short' });
    await browser.patch('/api/me', { currentPassword: PASSWORD, newPassword: 'anotherpassword!' });
    const cookie = [...browser.cookies.values()];
    await browser.get(`/api/conversations?cursor=${token}`);
    await browser.delete('/api/me', { password: 'anotherpassword!' });
    await expect.poll(() => world.lines.join('')).toContain('account deleted');

    const log = world.lines.join('');
    expect(log).toContain('"msg":"signed up"');
    const secrets = [
      ...['zaphodbeeblebrox', PASSWORD, 'wrongpassword!', 'anotherpassword!', 'my-secret-script', 'betelgeuse'],
      ...['magrathea', 'Leaves make sugar', token, invite, ...cookie],
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  it('holds none of it either when the database fails in the middle of a sign-up', async () => {
    await using world = await openWholeWorld();
    await world.database.database.knex.raw(
      `create trigger fail before insert on learners begin select raise(abort, 'broken on purpose'); end`,
    );
    const body = { name: 'Zaphod', email: 'zaphodbeeblebrox@example.org', password: PASSWORD };
    const answer = await world.browser().post('/api/auth/sign-up/email', body);
    expect([answer.status, answer.body.code]).toEqual([500, 'internal']);
    const log = world.lines.join('');
    expect(log).toContain('broken on purpose');
    for (const secret of ['zaphodbeeblebrox', 'Zaphod', PASSWORD, 'argon2id']) expect(log).not.toContain(secret);
  });

  it('names the request in every line that it caused', async () => {
    await using world = await openWholeWorld();
    const browser = await world.signedIn();
    vi.spyOn(world.stores.accounts, 'findLearner').mockRejectedValueOnce(new Error('down'));
    const { headers } = await browser.get('/api/me', { 'x-request-id': 'request-of-the-test' });
    expect(headers.get('x-request-id')).toBe('request-of-the-test');
    const lines = () => world.lines.filter((line) => line.includes('request-of-the-test'));
    await expect.poll(() => lines().length).toBe(2);
    for (const line of lines()) expect(JSON.parse(line).requestId).toBe('request-of-the-test');
  });
});
