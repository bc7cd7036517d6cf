import express from 'express';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Authenticator } from '../../src/accounts/principal.ts';
import { createHealthRouter } from '../../src/http/health.ts';
import { createHealthCheck, type Probe } from '../../src/http/health-check.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { listen } from '../support/listen.ts';

const logger = pino({ level: 'silent' });
const works = () => Promise.resolve();
const fails = (reason: string) => async () => {
  throw new Error(reason);
};
const roles: Record<string, 'admin' | 'learner'> = { 'admins-token': 'admin', 'learners-token': 'learner' };

const authenticator: Authenticator = {
  async authenticate({ bearer }) {
    const role = roles[bearer ?? ''];
    if (bearer === 'breaks') throw new Error('the database is down');
    return role && { role, learnerId: '1', name: 'A', credentialId: '1', kind: 'token' };
  },
};

async function serve(options: { probes?: Probe[]; draining?: boolean; board?: ServiceBoard } = {}) {
  const clock = new FakeClock();
  const health = createHealthCheck({
    board: options.board ?? new ServiceBoard(),
    probes: options.probes ?? [{ name: 'database', required: true, check: works }],
    isDraining: () => options.draining ?? false,
    clock,
    logger,
    node: 'node-a',
    appVersion: '1.2.3',
  });
  const app = express();
  app.use(createHealthRouter({ health, authenticator, secureCookies: false, logger }));
  const server = await listen(app);
  const get = async (path: string, bearer?: string) => {
    const response = await fetch(server.url + path, bearer ? { headers: { Authorization: `Bearer ${bearer}` } } : {});
    expect(response.headers.get('cache-control')).toBe('no-store');
    return { status: response.status, body: await response.json() };
  };
  return { server, get, clock };
}

describe('/health/live', () => {
  it('answers 200 while everything else is down', async () => {
    const probes = [{ name: 'database', required: true, check: fails('gone') }];
    const { server, get } = await serve({ probes, draining: true });
    await using _ = server;
    expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
  });
});

describe('/health/ready', () => {
  it('answers 200 when every required part answers', async () => {
    const { server, get } = await serve();
    await using _ = server;
    expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ready', failing: [] } });
  });

  it('answers 503 and names the parts that say no', async () => {
    const probes: Probe[] = [
      { name: 'database', required: true, check: works },
      { name: 'migrations', required: true, check: fails('2 are to do') },
      { name: 'redis', required: false, check: fails('gone') },
    ];
    const { server, get } = await serve({ probes });
    await using _ = server;
    expect(await get('/health/ready')).toEqual({ status: 503, body: { status: 'not_ready', failing: ['migrations'] } });
  });

  it('answers 503 while the node drains', async () => {
    const { server, get } = await serve({ draining: true });
    await using _ = server;
    expect(await get('/health/ready')).toEqual({ status: 503, body: { status: 'not_ready', failing: ['draining'] } });
  });

  it('does not wait for a part that says nothing, and lets it know', async () => {
    let given: AbortSignal | undefined;
    const asked = Promise.withResolvers<void>();
    const hangs: Probe['check'] = (signal) => {
      given = signal;
      asked.resolve();
      return Promise.withResolvers<never>().promise;
    };
    const { server, get, clock } = await serve({ probes: [{ name: 'database', required: true, check: hangs }] });
    await using _ = server;
    const answer = get('/health/ready');
    await asked.promise;
    clock.advance(2000);
    expect(await answer).toEqual({ status: 503, body: { status: 'not_ready', failing: ['database'] } });
    expect(given?.aborted).toBe(true);
  });

  it('probes once a second, however often it is asked', async () => {
    let probed = 0;
    const check = async () => {
      probed++;
    };
    const { server, get, clock } = await serve({ probes: [{ name: 'database', required: true, check }] });
    await using _ = server;
    await Promise.all([get('/health/ready'), get('/health/ready'), get('/health')]);
    clock.advance(999);
    await get('/health/ready');
    expect(probed).toBe(1);
    clock.advance(1);
    await get('/health/ready');
    expect(probed).toBe(2);
  });

  it('probes again when the clock is set back', async () => {
    let works = true;
    const check = () => (works ? Promise.resolve() : Promise.reject(new Error('down')));
    const { server, get, clock } = await serve({ probes: [{ name: 'database', required: true, check }] });
    await using _ = server;
    expect((await get('/health/ready')).status).toBe(200);
    works = false;
    clock.setBack(3_600_000);
    expect((await get('/health/ready')).status).toBe(503);
  });
});

describe('/health', () => {
  const redisDown: Probe[] = [
    { name: 'database', required: true, check: works },
    { name: 'redis', required: false, check: fails('connection refused by 10.0.0.7') },
  ];

  it('tells strangers and learners the status and nothing more', async () => {
    const { server, get } = await serve({ probes: redisDown });
    await using _ = server;
    const expected = { status: 200, body: { status: 'degraded' } };
    expect(await get('/health')).toEqual(expected);
    expect(await get('/health', 'learners-token')).toEqual(expected);
    expect(await get('/health', 'forged')).toEqual(expected);
  });

  it('tells admins each part with its reason, the versions and the node', async () => {
    const board = new ServiceBoard();
    board.report('vectors', 'degraded', 'Chroma does not answer');
    board.report('model', 'ok');
    const { server, get } = await serve({ probes: redisDown, board });
    await using _ = server;
    const { status, body } = await get('/health', 'admins-token');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'degraded',
      node: 'node-a',
      versions: { app: '1.2.3', node: process.versions.node },
      startedAt: '2026-01-01T00:00:00.000Z',
      draining: false,
      parts: [
        { name: 'database', state: 'ok', ms: 0 },
        { name: 'redis', state: 'down', reason: 'connection refused by 10.0.0.7', ms: 0 },
        { name: 'model', state: 'ok' },
        { name: 'stt', state: 'off' },
        { name: 'tts', state: 'off' },
        { name: 'vectors', state: 'degraded', reason: 'Chroma does not answer' },
        { name: 'embedder', state: 'off' },
      ],
    });
  });

  it('is ok when all parts work and the others are off on purpose', async () => {
    const { server, get } = await serve();
    await using _ = server;
    expect(await get('/health')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('answers, with 503, when the database is down and nobody can be recognised', async () => {
    const probes = [{ name: 'database', required: true, check: fails('gone') }];
    const { server, get } = await serve({ probes });
    await using _ = server;
    expect(await get('/health', 'breaks')).toEqual({ status: 503, body: { status: 'down' } });
  });
});
