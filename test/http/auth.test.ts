import { describe, expect, it } from 'vitest';
import { SESSION_ABSOLUTE_MS } from '../../src/accounts/sessions.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '../../src/protocol/limits.ts';
import { SessionAnswer } from '../../src/protocol/rest/accounts.ts';
import { Problem } from '../../src/protocol/rest/problem.ts';
import { openWorld, PASSWORD } from './world.ts';

const SIGN_IN = '/api/auth/sign-in/email';
const SIGN_UP = '/api/auth/sign-up/email';

describe('signing up and in over HTTP', () => {
  it('answers with account and session, and keeps the token in the cookie alone', async () => {
    await using world = await openWorld();
    const browser = world.browser();
    const answer = await browser.post(SIGN_UP, { name: 'Ada', email: ' ADA@Example.org ', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(SessionAnswer.parse(answer.body).user).toMatchObject({ email: 'ada@example.org', role: 'admin' });
    const [token] = browser.cookies.values();
    expect(answer.text).not.toContain(token);
    expect(answer.text).not.toContain('argon2');
    expect((await browser.get('/api/auth/get-session')).body).toEqual(answer.body);
  });

  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect(browser.setCookies).toHaveLength(1);
    const [cookie] = browser.setCookies;
    expect(cookie).toMatch(/^lva_session=[A-Za-z0-9_-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie ?? '')?.[1] ?? '');
    expect(Math.abs(expires - Date.now() - SESSION_ABSOLUTE_MS)).toBeLessThan(60_000);
  });

  it('sets a Secure cookie that is bound to the host, over HTTPS', async () => {
    await using world = await openWorld({ http: { secureCookies: true } });
    const browser = await world.signedIn();
    expect(browser.setCookies[0]).toMatch(/^__Host-lva_session=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/);
    expect((await browser.get('/api/me')).status).toBe(200);
    expect((await browser.get('/api/me')).headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('rotates the session at sign-in', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const before = new Map(browser.cookies);
    await browser.post(SIGN_IN, { email: 'ada@example.org', password: PASSWORD });
    expect(browser.cookies).not.toEqual(before);
    const thief = world.browser();
    for (const [name, value] of before) thief.cookies.set(name, value);
    expect((await thief.get('/api/me')).status).toBe(401);
  });

  it('gives known and unknown addresses answers that differ in nothing but the request', async () => {
    await using world = await openWorld();
    await world.signedIn();
    const answers = [];
    for (const email of ['ada@example.org', 'nobody@example.org']) {
      const { status, headers, body } = await world.browser().post(SIGN_IN, { email, password: 'wrong password' });
      const names = [...headers.keys()].sort();
      answers.push({ status, names, length: headers.get('content-length'), body: { ...body, requestId: '' } });
    }
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('says how long to wait after ten failures', async () => {
    await using world = await openWorld();
    const attempt = () => world.browser().post(SIGN_IN, { email: 'a@example.org', password: 'wrong password' });
    for (let i = 0; i < 10; i++) expect((await attempt()).status).toBe(401);
    const refused = await attempt();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(14 * 60);
    expect(Problem.parse(refused.body).code).toBe('too_many_attempts');
  });

  it('counts failures of the client, not of the proxy in front', async () => {
    await using world = await openWorld({ http: { trustedProxies: 1 } });
    const attempt = (address: string) =>
      world
        .browser()
        .post(
          SIGN_IN,
          { email: 'a@example.org', password: 'wrong password' },
          { 'x-forwarded-for': `6.6.6.6, ${address}` },
        );
    for (let i = 0; i < 10; i++) await attempt('198.51.100.1');
    expect((await attempt('198.51.100.1')).status).toBe(429);
    expect((await attempt('198.51.100.2')).status).toBe(401);
  });

  it('does not let a client choose its address where no proxy is trusted', async () => {
    await using world = await openWorld();
    const attempt = (i: number) =>
      world
        .browser()
        .post(
          SIGN_IN,
          { email: 'a@example.org', password: 'wrong password' },
          { 'x-forwarded-for': `198.51.100.${i}` },
        );
    for (let i = 0; i < 10; i++) await attempt(i);
    expect((await attempt(11)).status).toBe(429);
  });
});

describe('signing out', () => {
  it('ends the session and takes the cookie away', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const kept = world.browser();
    for (const [name, value] of browser.cookies) kept.cookies.set(name, value);
    expect((await browser.post('/api/auth/sign-out')).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    expect((await kept.get('/api/me')).status).toBe(401);
  });

  it('is fine for somebody who is not signed in', async () => {
    await using world = await openWorld();
    expect((await world.browser().post('/api/auth/sign-out')).status).toBe(204);
  });
});

describe('the question who is signed in', () => {
  it('is answered with null when nobody is, or no longer is', async () => {
    await using world = await openWorld();
    const stranger = await world.browser().get('/api/auth/get-session');
    expect([stranger.status, stranger.text]).toEqual([200, 'null']);
    const browser = await world.signedIn();
    world.clock.movedBy = SESSION_ABSOLUTE_MS;
    expect((await browser.get('/api/auth/get-session')).text).toBe('null');
    expect((await browser.get('/api/me')).status).toBe(401);
  });

  it('is not answered for a bearer token, which is no session', async () => {
    await using world = await openWorld();
    const { body } = await (await world.signedIn()).post('/api/tokens', { name: 'script' });
    const headers = { authorization: `Bearer ${body.token}` };
    expect((await world.browser().get('/api/auth/get-session', headers)).text).toBe('null');
    expect((await world.browser().get('/api/me', headers)).body).toMatchObject({ email: 'ada@example.org' });
  });
});

describe('what sign-up takes', () => {
  const good = { name: 'Ada', email: 'ada@example.org', password: PASSWORD };
  it.each([
    ['no body', undefined],
    ['an array', []],
    ['a password one too short', { ...good, password: 'x'.repeat(MIN_PASSWORD - 1) }],
    ['a password one too long', { ...good, password: 'x'.repeat(MAX_PASSWORD + 1) }],
    ['an address that is none', { ...good, email: 'not an address' }],
    ['an address as an object', { ...good, email: { $ne: '' } }],
    ['a name of spaces', { ...good, name: '   ' }],
    ['a name one too long', { ...good, name: 'x'.repeat(101) }],
  ])('refuses %s', async (_what, body) => {
    await using world = await openWorld();
    const answer = await world.browser().post(SIGN_UP, body);
    expect(answer.status).toBe(400);
    expect(Problem.parse(answer.body).code).toBe('invalid_request');
  });

  it.each([
    ['the shortest password', { ...good, password: 'x'.repeat(MIN_PASSWORD) }],
    ['the longest password', { ...good, password: '✓'.repeat(MAX_PASSWORD) }],
    ['the longest name', { ...good, name: 'x'.repeat(100) }],
    ['a role, which it ignores', { ...good, role: 'admin', __proto__: { role: 'admin' } }],
  ])('accepts %s', async (_what, body) => {
    await using world = await openWorld();
    await world.signedIn('first');
    const answer = await world.browser().post(SIGN_UP, body);
    expect(answer.status).toBe(200);
    expect(answer.body.user.role).toBe('learner');
  });

  it('turns everybody but the first away where sign-up is closed', async () => {
    await using world = await openWorld({ signUp: 'closed' });
    await world.signedIn('first');
    expect((await world.browser().post(SIGN_UP, good)).body).toMatchObject({ code: 'sign_up_closed', status: 403 });
  });
});
