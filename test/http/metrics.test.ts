import express from 'express';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createEvents } from '../../src/events.ts';
import { createErrorHandler } from '../../src/http/error-handler.ts';
import { createMetricsRouter } from '../../src/http/metrics.ts';
import { listen } from '../support/listen.ts';

const logger = pino({ level: 'silent' });
const TOKEN = 'a-token-of-enough-letters';

async function serve(token?: string) {
  const { registry } = createEvents(logger);
  const app = express();
  app.set('trust proxy', 1);
  app.use(createMetricsRouter({ registry, token }));
  app.use(createErrorHandler(logger));
  const server = await listen(app);
  return { server, get: (headers: Record<string, string> = {}) => fetch(`${server.url}/metrics`, { headers }) };
}

describe('metrics without a token', () => {
  it('are there for a direct connection from this machine, in the Prometheus format', async () => {
    const { server, get } = await serve();
    await using _ = server;
    const response = await get();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toContain('# TYPE lva_turns_total counter');
  });

  it.each([
    ['X-Forwarded-For', '203.0.113.9'],
    ['X-Forwarded-For', '127.0.0.1'],
    ['Forwarded', 'for=127.0.0.1'],
    ['X-Real-Ip', '127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['X-Forwarded-Proto', 'https'],
  ])('are not there for what a proxy passed on (%s: %s)', async (name, value) => {
    const { server, get } = await serve();
    await using _ = server;
    expect((await get({ [name]: value })).status).toBe(404);
  });

  it('are not opened by a token that nobody set', async () => {
    const { server, get } = await serve();
    await using _ = server;
    expect((await get({ Authorization: 'Bearer undefined', 'X-Forwarded-For': '203.0.113.9' })).status).toBe(404);
  });
});

describe('metrics with a token', () => {
  it('are there for whoever has it, through a proxy as well', async () => {
    const { server, get } = await serve(TOKEN);
    await using _ = server;
    const response = await get({ Authorization: `Bearer ${TOKEN}`, 'X-Forwarded-For': '203.0.113.9' });
    expect(response.status).toBe(200);
  });

  it.each([
    ['none', {}],
    ['a wrong one', { Authorization: 'Bearer wrong' }],
    ['a part of it', { Authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['one letter too many', { Authorization: `Bearer ${TOKEN}x` }],
    ['another scheme', { Authorization: `Basic ${TOKEN}` }],
  ])('are refused with %s, on this machine too', async (_name, headers) => {
    const { server, get } = await serve(TOKEN);
    await using _ = server;
    const response = await get(headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).not.toContain('lva_');
  });
});

it('keeps to the conventions of Prometheus: help, base units, counters end in _total', async () => {
  const { server, get } = await serve();
  await using _ = server;
  const types = [...(await (await get()).text()).matchAll(/^# TYPE (lva_\S+) (\S+)$/gm)];
  expect(types.length).toBeGreaterThan(5);
  for (const [, name = '', type] of types) {
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|kb|mb|minutes)(_|$)/);
  }
});
