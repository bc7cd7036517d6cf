import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { problemOf, serveEcho } from './echo-app.ts';

describe('a refused request', () => {
  it('is answered with a problem document', async () => {
    await using app = await serveEcho();
    const response = await app.get('/api/nothing-here');
    expect(await problemOf(response)).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such resource.',
      code: 'not_found',
      requestId: response.headers.get('x-request-id'),
    });
  });

  it('tells nothing of a defect, which is logged', async () => {
    await using app = await serveEcho();
    const response = await app.get('/api/defect');
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(problem)).not.toContain('secret internals');
    expect(app.logs()).toContainEqual(expect.objectContaining({ level: 50, requestId: problem.requestId }));
  });

  it('says when to come back, in whole seconds', async () => {
    await using app = await serveEcho();
    const response = await app.get('/api/down');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await problemOf(response)).toMatchObject({ code: 'part_down' });
  });

  it('breaks off when half of the answer is out already', async () => {
    await using app = await serveEcho();
    await expect(app.get('/api/half').then((response) => response.text())).rejects.toThrow();
    expect(app.logs()).toContainEqual(expect.objectContaining({ level: 50, msg: 'request failed' }));
  });

  it('is understood as far as its path can be decoded', async () => {
    await using app = await serveEcho();
    expect(await problemOf(await app.get('/api/items/%E0%A4%A'))).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('leads nowhere when its path holds a NUL, which no database can be asked for', async () => {
    await using app = await serveEcho();
    for (const path of ['/api/items/%00', '/api/items/a%00b', '/talks/%00']) {
      expect(await problemOf(await app.get(path))).toMatchObject({ status: 404, code: 'not_found' });
    }
  });
});

describe('request ids', () => {
  it.each([
    ['X-Request-Id', 'client-id-12345'],
    ['X-Railway-Request-Id', 'railway-id-12345'],
  ])('are taken from %s when sane, and stand in the log', async (header, id) => {
    await using app = await serveEcho();
    const response = await app.get('/api/items/1', { headers: { [header]: id } });
    expect(response.headers.get('x-request-id')).toBe(id);
    await expect.poll(app.logs).toContainEqual(expect.objectContaining({ msg: 'request answered', requestId: id }));
  });

  it.each(['short', 'with space here', 'x'.repeat(129), '<script>alert(1)</script>', 'ünïcödé-id'.normalize()])(
    'are made when the given one is not sane: %j',
    async (id) => {
      await using app = await serveEcho();
      const response = await app.get('/api/items/1', {
        headers: { 'X-Request-Id': Buffer.from(id).toString('latin1') },
      });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );
});

describe('the log of requests', () => {
  it('leaves out the query, which holds what learners search for', async () => {
    await using app = await serveEcho();
    await app.get('/api/items/1?q=my%20secret%20diagnosis');
    await expect.poll(app.logs).toContainEqual(expect.objectContaining({ msg: 'request answered' }));
    expect(app.text()).toContain('"path":"/api/items/1"');
    expect(app.text()).not.toContain('diagnosis');
  });
});

describe('every answer', () => {
  it('carries a strict policy, and nothing that names the server', async () => {
    await using app = await serveEcho();
    const { headers } = await app.get('/api/items/1');
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(headers.get('content-security-policy')).not.toContain("'unsafe-inline'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('lets the page open the socket of the public address', async () => {
    const http = { secureCookies: true, publicUrl: 'https://tutor.example.org', trustedProxies: 0, allowedOrigins: [] };
    await using app = await serveEcho({ http });
    const { headers } = await app.get('/api/items/1');
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' wss://tutor.example.org");
  });
});

describe('too many requests', () => {
  it('are refused beyond the limit, with the time to wait', async () => {
    await using app = await serveEcho({ requestsPerMinute: 3 });
    for (let i = 0; i < 3; i++) expect((await app.get('/api/items/1')).status).toBe(200);
    const response = await app.get('/api/items/1');
    expect(await problemOf(response)).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('are counted by client, one IPv6 /64 being one', async () => {
    const http = { secureCookies: false, trustedProxies: 1, allowedOrigins: [] };
    await using app = await serveEcho({ requestsPerMinute: 1, http });
    const from = async (address: string) =>
      (await app.get('/api/items/1', { headers: { 'x-forwarded-for': address } })).status;
    expect(await from('2001:db8:1:2::1')).toBe(200);
    expect(await from('2001:db8:1:2::2')).toBe(429);
    expect(await from('2001:db8:1:3::1')).toBe(200);
    expect(await from('198.51.100.1')).toBe(200);
  });

  it('are let through while they cannot be counted', async () => {
    const broken = () => Promise.reject(new Error('down'));
    const requestLimitStore = { increment: broken, decrement: broken, resetKey: broken };
    await using app = await serveEcho({ requestsPerMinute: 1, requestLimitStore });
    for (let i = 0; i < 3; i++) expect((await app.get('/api/items/1')).status).toBe(200);
    expect(app.logs()).toContainEqual(expect.objectContaining({ level: 40, msg: 'requests may be counted wrongly' }));
  });
});

describe('a client that breaks off', () => {
  it('in the middle of its body does no harm', async () => {
    await using app = await serveEcho();
    await new Promise<void>((resolve) => {
      const sending = request(`${app.url}/api/echo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': 1000 },
      });
      sending.on('error', () => resolve());
      sending.write('{"half":', () => sending.destroy());
      sending.on('close', () => resolve());
    });
    expect((await app.post('{}')).status).toBe(200);
    expect(app.logs().filter(({ level }) => level >= 50)).toEqual([]);
  });
});
