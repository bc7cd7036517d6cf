import { type IncomingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionCookieName } from '../../src/accounts/principal.ts';
import { createSessions } from '../../src/accounts/sessions.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { MAX_SOCKETS_PER_LEARNER } from '../../src/realtime/gateway.ts';
import { FAILED_UPGRADES } from '../../src/realtime/upgrade-rules.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: { code?: string; requestId?: string };
}

describe('opening a socket', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let cookie: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    node = await startNode({ stores: database.stores, gateway: { allowedOrigins: ['https://allowed.example'] } });
    learner = await addLearner(database.stores);
    const sessions = createSessions({ store: database.stores.sessions, signals: node.signals, clock: systemClock });
    const { token } = await sessions.start(learner.learnerId, { userAgent: 'test', address: '127.0.0.1' });
    cookie = `${sessionCookieName(false)}=${token}`;
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });

  /** Asks for an upgrade by hand; 101 when it was accepted. */
  const upgrade = (headers: Record<string, string>, path = '/api/realtime', on = node): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request({
        host: '127.0.0.1',
        port: on.port,
        path,
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': Buffer.alloc(16).toString('base64'),
          ...headers,
        },
      });
      asked.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: response.headers, body: {} });
      });
      asked.on('response', async (response) => {
        const chunks: Buffer[] = await response.toArray();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        });
      });
      asked.on('error', reject);
      asked.end();
    });
  const own = () => `http://127.0.0.1:${node.port}`;
  const bearer = (token: string) => ({ 'Sec-WebSocket-Protocol': `lva.v1, bearer.${token}` });

  it('takes a bearer token in the subprotocols, from any site, and never repeats it', async () => {
    const answer = await upgrade({ ...bearer(learner.token), Origin: 'https://elsewhere.example' });
    expect(answer.status).toBe(101);
    expect(answer.headers['sec-websocket-protocol']).toBe('lva.v1');
  });

  it('takes a session cookie from the app’s own pages and from allowed ones', async () => {
    expect((await upgrade({ Cookie: cookie, Origin: own() })).status).toBe(101);
    expect((await upgrade({ Cookie: cookie, Origin: 'https://allowed.example' })).status).toBe(101);
  });

  it.each([
    { what: 'a stranger’s page', origin: 'https://evil.example' },
    { what: 'a page without an origin', origin: 'null' },
    { what: 'no page at all', origin: undefined },
  ])('refuses a cookie from $what', async ({ origin }) => {
    const answer = await upgrade({ Cookie: cookie, ...(origin && { Origin: origin }) });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body.requestId).toEqual(expect.any(String));
  });

  it('knows its own origin by the public URL where there is one', async () => {
    const other = await startNode({
      stores: database.stores,
      gateway: { publicUrl: 'https://tutor.example', allowedOrigins: [] },
    });
    const from = (origin: string) => upgrade({ Cookie: cookie, Origin: origin }, '/api/realtime', other);
    expect((await from('https://tutor.example')).status).toBe(101);
    expect((await from(`http://127.0.0.1:${other.port}`)).status).toBe(403);
    await other.stop();
  });

  it.each([
    { what: 'nobody', headers: () => ({}) },
    { what: 'an unknown token', headers: () => bearer(`${learner.token.slice(0, -1)}!`.replace('!', '_')) },
    { what: 'a token in the URL', headers: () => ({}), path: () => `/api/realtime?token=${learner.token}` },
    {
      what: 'an unknown session',
      headers: () => ({ Cookie: `${sessionCookieName(false)}=unknown`, Origin: own() }),
    },
  ])('refuses $what with 401', async ({ headers, path }) => {
    expect(await upgrade(headers(), path?.())).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
  });

  it('refuses other paths and other subprotocols', async () => {
    expect(await upgrade(bearer(learner.token), '/api/other')).toMatchObject({ status: 404 });
    const answer = await upgrade({ 'Sec-WebSocket-Protocol': `lva.v9, bearer.${learner.token}` });
    expect(answer).toMatchObject({ status: 400, body: { code: 'unknown_subprotocol' } });
  });

  it('refuses an address after too many failures, and says for how long', async () => {
    const other = await startNode({ stores: database.stores });
    const from = (headers: Record<string, string>) => upgrade(headers, '/api/realtime', other);
    for (let n = 0; n < FAILED_UPGRADES.limit; n += 1) expect((await from({})).status).toBe(401);
    const answer = await from(bearer(learner.token));
    expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await other.metric('lva_sockets_refused_total', { reason: 'not_signed_in' })).toBe(FAILED_UPGRADES.limit);
    await other.stop();
  });

  it('counts failures by the address that a trusted proxy saw', async () => {
    const other = await startNode({ stores: database.stores, gateway: { trustedProxies: 1 } });
    const from = (address: string) =>
      upgrade({ 'X-Forwarded-For': `203.0.113.99, ${address}` }, '/api/realtime', other);
    for (let n = 0; n < FAILED_UPGRADES.limit; n += 1) await from('198.51.100.1');
    expect((await from('198.51.100.1')).status).toBe(429);
    expect((await from('198.51.100.2')).status).toBe(401);
    await other.stop();
  });

  it('lets a learner have twenty sockets and no more', async () => {
    const busy = await addLearner(database.stores);
    const clients = [];
    for (let n = 0; n < MAX_SOCKETS_PER_LEARNER; n += 1) clients.push(await node.connect(busy.token));
    expect(await upgrade(bearer(busy.token))).toMatchObject({ status: 429, body: { code: 'too_many_sockets' } });
    expect((await upgrade(bearer(learner.token))).status).toBe(101);
    const [first] = clients;
    first?.socket.close();
    await first?.closed;
    await expect.poll(async () => (await upgrade(bearer(busy.token))).status).toBe(101);
    for (const client of clients) client.socket.terminate();
  });

  it('goes on after a client that hung up before it was accepted', async () => {
    const asked = request({
      port: node.port,
      path: '/api/realtime',
      headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
    });
    asked.on('error', () => undefined);
    asked.end();
    asked.destroy();
    expect((await upgrade(bearer(learner.token))).status).toBe(101);
  });
});
