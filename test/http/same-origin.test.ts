import { describe, expect, it } from 'vitest';
import { openWorld } from './world.ts';

const CREATE = '/api/conversations';

describe('a request that changes something, with the cookie', () => {
  it.each([
    ['the app’s own page', (own: string) => ({ origin: own }), 201],
    ['a page that the browser vouches for', () => ({ 'sec-fetch-site': 'same-origin' }), 201],
    ['another site', () => ({ origin: 'https://evil.example' }), 403],
    ['another port of this host', (own: string) => ({ origin: own.replace(/\d+$/, '1') }), 403],
    ['a sandboxed page', () => ({ origin: 'null' }), 403],
    ['another site that names itself', () => ({ 'sec-fetch-site': 'cross-site' }), 403],
    ['a sibling domain', () => ({ 'sec-fetch-site': 'same-site' }), 403],
    ['nobody knows where', () => ({}), 403],
    ['a page that only has the right Referer', (own: string) => ({ referer: `${own}/` }), 403],
  ])('from %s', async (_from, headersOf: (own: string) => Record<string, string>, status) => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    browser.origin = undefined;
    const answer = await browser.post(CREATE, {}, headersOf(world.url));
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.code).toBe('bad_origin');
  });

  it('is taken from an origin that the operator allowed', async () => {
    const http = { publicUrl: 'https://tutor.example.org', allowedOrigins: ['https://app.example.org'] };
    await using world = await openWorld({ http });
    const browser = world.browser();
    browser.origin = 'https://app.example.org';
    const body = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' };
    expect((await browser.post('/api/auth/sign-up/email', body)).status).toBe(200);
    expect((await browser.post(CREATE, {})).status).toBe(201);
    browser.origin = world.url;
    expect((await browser.post(CREATE, {})).status).toBe(403);
  });

  it.each(['PATCH', 'DELETE'])('is guarded for %s too', async (method) => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    browser.origin = 'https://evil.example';
    expect((await browser.send(method, '/api/me', { name: 'Eve', password: 'x' })).status).toBe(403);
  });
});

describe('other requests', () => {
  it('with a bearer token need no origin, which only a browser would send', async () => {
    await using world = await openWorld();
    const { body } = await (await world.signedIn()).post('/api/tokens', { name: 'script' });
    const client = world.browser();
    client.origin = undefined;
    const headers = { authorization: `Bearer ${body.token}` };
    expect((await client.post(CREATE, {}, headers)).status).toBe(201);
    expect((await client.post(CREATE, {}, { ...headers, origin: 'https://other.example' })).status).toBe(201);
  });

  it('that only read are never asked', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect((await browser.get(CREATE, { origin: 'https://evil.example' })).status).toBe(200);
  });

  it('cannot sign a visitor of another site in as somebody else', async () => {
    await using world = await openWorld();
    const browser = world.browser();
    browser.origin = 'https://evil.example';
    const answer = await browser.post('/api/auth/sign-in/email', { email: 'eve@example.org', password: 'x' });
    expect(answer.body).toMatchObject({ status: 403, code: 'bad_origin' });
  });

  it('do not slip by with a made-up bearer token beside the cookie', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    browser.origin = 'https://evil.example';
    expect((await browser.post(CREATE, {}, { authorization: 'Bearer made-up' })).status).toBe(401);
  });
});
