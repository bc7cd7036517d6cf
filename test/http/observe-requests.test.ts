import express from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { notFound } from '../../src/errors.ts';
import { createHttpEvents } from '../../src/events/http.ts';
import { createErrorHandler } from '../../src/http/error-handler.ts';
import { observeRequests } from '../../src/http/observe-requests.ts';
import { openEventStream } from '../../src/http/sse.ts';
import { listen } from '../support/listen.ts';

async function serve() {
  const registry = new Registry();
  const app = express();
  app.use(observeRequests(createHttpEvents(registry)));
  const router = express.Router();
  router.get('/api/things/:id', (req, res) => {
    if (req.params.id === 'missing') throw notFound('thing');
    if (req.params.id === 'broken') throw new Error('boom');
    res.json({});
  });
  router.get('/api/things/:id/events', (req, res) => {
    openEventStream(req, res).send('hello', {});
  });
  router.get('/api/slow', (_req, res) => {
    res.write('part');
  });
  app.use(router);
  app.use(createErrorHandler(pino({ level: 'silent' })));
  return { server: await listen(app), registry };
}

async function counts(registry: Registry) {
  const metric = await registry.getSingleMetric('lva_http_requests_total')?.get();
  return metric?.values.map(
    ({ labels, value }) => `${labels['method']} ${labels['route']} ${labels['status']} ${value}`,
  );
}

async function timed(registry: Registry) {
  const text = await registry.getSingleMetricAsString('lva_http_request_seconds');
  return [...text.matchAll(/_count\{.*route="([^"]*)".*\} (\d+)/g)].map((match) => `${match[1]} ${match[2]}`);
}

describe('the metrics of requests', () => {
  it('name the template of the route, not the address asked for', async () => {
    const { server, registry } = await serve();
    await using _ = server;
    for (const id of ['1', '2', 'missing', 'broken'])
      await (await fetch(`${server.url}/api/things/${id}?q=${id}`)).text();
    await vi.waitFor(async () =>
      expect(await counts(registry)).toEqual([
        'GET /api/things/:id 200 2',
        'GET /api/things/:id 404 1',
        'GET /api/things/:id 500 1',
      ]),
    );
    expect(await timed(registry)).toEqual(['/api/things/:id 4']);
  });

  it('put all paths that lead nowhere, and methods nobody knows, into one series', async () => {
    const { server, registry } = await serve();
    await using _ = server;
    for (const path of ['/wp-login.php', '/.env', '/a/b/c']) await (await fetch(server.url + path)).text();
    await (await fetch(`${server.url}/x`, { method: 'PROPFIND' })).text();
    await vi.waitFor(async () => expect(await counts(registry)).toEqual(['GET none 404 3', 'other none 404 1']));
  });

  it('count an event stream but do not time it, and see it running', async () => {
    const { server, registry } = await serve();
    await using _ = server;
    const reader = new AbortController();
    await fetch(`${server.url}/api/things/1/events`, { signal: reader.signal });
    expect(await registry.getSingleMetricAsString('lva_http_requests_running')).toContain(
      'lva_http_requests_running 1',
    );
    reader.abort();
    await vi.waitFor(async () => expect(await counts(registry)).toEqual(['GET /api/things/:id/events 200 1']));
    expect(await timed(registry)).toEqual([]);
    expect(await registry.getSingleMetricAsString('lva_http_requests_running')).toContain(
      'lva_http_requests_running 0',
    );
  });

  it('count a client that left before its answer was complete as such', async () => {
    const { server, registry } = await serve();
    await using _ = server;
    const reader = new AbortController();
    await fetch(`${server.url}/api/slow`, { signal: reader.signal });
    reader.abort();
    await vi.waitFor(async () => expect(await counts(registry)).toEqual(['GET /api/slow 499 1']));
  });
});
