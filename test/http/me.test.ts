import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { Account, DeviceList } from '../../src/protocol/rest/accounts.ts';
import { storedDocument } from './stored-document.ts';
import { openWorld, PASSWORD } from './world.ts';

describe('one’s own account', () => {
  it('is shown, and changed field by field', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect(Account.parse((await browser.get('/api/me')).body)).toMatchObject({ name: 'ada', role: 'admin' });
    expect((await browser.patch('/api/me', { language: 'pt-BR' })).body).toMatchObject({
      name: 'ada',
      language: 'pt-BR',
    });
    expect((await browser.patch('/api/me', { name: 'Ada L.' })).body).toMatchObject({ language: 'pt-BR' });
    expect((await browser.patch('/api/me', {})).status).toBe(200);
    expect((await browser.patch('/api/me', { keepsRecordings: true })).body).toMatchObject({ keepsRecordings: true });
    expect((await browser.patch('/api/me', { keepsRecordings: 'yes' })).status).toBe(400);
    expect((await browser.get('/api/me')).body).not.toHaveProperty('patience');
    expect((await browser.patch('/api/me', { patience: 'quick' })).body).toMatchObject({ patience: 'quick' });
    expect((await browser.patch('/api/me', { patience: 'hasty' })).status).toBe(400);
    expect((await browser.patch('/api/me', { language: 'not a tag' })).status).toBe(400);
  });

  it('keeps address, role and id however they are asked for', async () => {
    await using world = await openWorld();
    await world.signedIn('first');
    const browser = await world.signedIn();
    await browser.patch('/api/me', { email: 'first@example.org', role: 'admin', id: newId(), passwordHash: 'x' });
    expect((await browser.get('/api/me')).body).toMatchObject({ role: 'learner', email: 'ada@example.org' });
  });

  it('changes its password with the current one, and signs the other devices out', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const other = world.browser();
    await other.post('/api/auth/sign-in/email', { email: 'ada@example.org', password: PASSWORD });
    const newPassword = 'a new and longer one';
    expect((await browser.patch('/api/me', { newPassword })).body.code).toBe('current_password_needed');
    const wrong = await browser.patch('/api/me', { newPassword, currentPassword: 'wrong password' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'wrong_password']);
    expect((await browser.patch('/api/me', { newPassword, currentPassword: PASSWORD })).status).toBe(200);
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await other.get('/api/me')).status).toBe(401);
  });

  it('is deleted with its password, and the cookie goes', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect((await browser.delete('/api/me')).status).toBe(400);
    expect((await browser.delete('/api/me', { password: 'wrong password' })).body.code).toBe('wrong_password');
    expect((await browser.delete('/api/me', { password: PASSWORD })).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    const again = await browser.post('/api/auth/sign-in/email', { email: 'ada@example.org', password: PASSWORD });
    expect(again.body.code).toBe('wrong_credentials');
    expect(await world.stores.removals.pending(10)).toHaveLength(1);
  });
});

describe('devices', () => {
  it('are listed with the current one marked, and can be signed out', async () => {
    await using world = await openWorld();
    const phone = await world.signedIn();
    const laptop = world.browser();
    const credentials = { email: 'ada@example.org', password: PASSWORD };
    await laptop.post('/api/auth/sign-in/email', credentials, { 'user-agent': 'Laptop' });
    const { devices } = DeviceList.parse((await phone.get('/api/me/devices')).body);
    expect(devices.map(({ userAgent, current }) => [userAgent, current])).toEqual([
      ['Laptop', false],
      ['node', true],
    ]);
    expect((await phone.delete(`/api/me/devices/${devices[0]?.id}`)).status).toBe(204);
    expect((await laptop.get('/api/me')).status).toBe(401);
    expect((await phone.delete(`/api/me/devices/${devices[0]?.id}`)).status).toBe(404);
    expect((await phone.delete('/api/me/devices/not-an-id')).status).toBe(404);
  });
});

describe('the export of everything', () => {
  it('is empty but whole for a new account', async () => {
    await using world = await openWorld();
    const answer = await (await world.signedIn()).get('/api/me/export');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename=learning-voice-agent-[\d-]+\.json$/,
    );
    expect(answer.body).toMatchObject({ profile: { name: 'ada' }, conversations: [], documents: [] });
    expect(answer.text).not.toMatch(/argon2|passwordHash|tokenHash/);
  });

  it('holds every conversation with its messages and every document with its text, however many pages they fill', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const learnerId = (await browser.get('/api/me')).body.id;
    const eve = await world.signedIn('eve');
    for (let i = 0; i < 101; i++) await browser.post('/api/conversations', { title: `Talk ${i}` });
    const { conversations } = (await browser.get('/api/conversations?limit=1')).body;
    await browser.post(`/api/conversations/${conversations[0]?.id}/messages`, { text: 'Why?' });
    for (let i = 0; i < 3; i++) await storedDocument(world.stores, learnerId, `Text ${i}`);
    await eve.post('/api/conversations', { title: 'Not yours' });
    const { body, text } = await browser.get('/api/me/export');
    expect(new Set(body.conversations.map(({ id }) => id)).size).toBe(101);
    expect(body.conversations[0]?.messages.map(({ role }) => role)).toEqual(['learner', 'tutor']);
    expect(body.documents.map((document) => document.text).sort()).toEqual(['Text 0', 'Text 1', 'Text 2']);
    expect(text).not.toContain('Not yours');
  });
});
