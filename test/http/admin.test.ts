import express from 'express';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Authenticator } from '../../src/accounts/principal.ts';
import { createAdminRouter } from '../../src/http/admin.ts';
import { createErrorHandler } from '../../src/http/error-handler.ts';
import { createHealthCheck } from '../../src/http/health-check.ts';
import type { CallStore } from '../../src/ports/call-store.ts';
import type { UsageStore } from '../../src/ports/usage-store.ts';
import { AdminOverview, AdminSnapshot, type Sample } from '../../src/protocol/rest/admin.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { NO_TIMINGS } from '../../src/voice/turn-record.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { listen } from '../support/listen.ts';

const logger = pino({ level: 'silent' });
const totals = { turns: 2, inputTokens: 100, outputTokens: 50, cachedTokens: 10, costUsd: 0.01 };
const sampleAt = (at: string): Sample => ({
  at,
  sockets: 1,
  runningTurns: 0,
  turnsPerMinute: 0,
  stages: { total: { p50: 1, p95: 2, p99: 3 } },
  errorsPerMinute: 0,
  tokensPerMinute: 0,
  costUsdPerMinute: 0,
  eventLoopDelay: { p50: 0, p99: 1, max: 2 },
  memory: { rssBytes: 1, heapUsedBytes: 1 },
});
const principals: Record<string, 'admin' | 'learner'> = { boss: 'admin', pupil: 'learner' };
const authenticator: Authenticator = {
  async authenticate({ bearer = '' }) {
    const role = principals[bearer];
    return role && { role, learnerId: '1', name: 'A', credentialId: '1', kind: 'token' };
  },
};

async function serve(usage: Partial<UsageStore> = {}, calls?: Pick<CallStore, 'recent'>) {
  const clock = new FakeClock();
  const listeners = new Set<(sample: Sample) => void>();
  const samples = [sampleAt('2026-01-01T00:00:00.000Z')];
  const app = express();
  const asked = vi.fn();
  app.use(
    createAdminRouter({
      history: {
        samples: () => samples,
        latest: () => samples.at(-1) ?? sampleAt(''),
        errors: () => [{ source: 'turn', code: 'model_overloaded', count: 3 }],
        onSample(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      health: createHealthCheck({
        board: new ServiceBoard(),
        probes: [],
        isDraining: () => false,
        clock,
        logger,
        node: 'n',
        appVersion: '1',
      }),
      usage: {
        async perDay(sinceDay) {
          asked(sinceDay);
          return [{ ...totals, day: '2025-12-31' }];
        },
        perModel: async () => [{ ...totals, model: 'm' }],
        perLearner: async (_since, limit) => [{ ...totals, learnerId: '1', name: `at most ${limit}` }],
        slowest: async () => [],
        ...usage,
      },
      calls,
      liveTurns: () => [{ turnId: 't', conversationId: 'c', learnerName: 'Ada', door: 'realtime', askedAt: 0 }],
      authenticator,
      secureCookies: false,
      clock,
      logger,
    }),
  );
  app.use(createErrorHandler(logger));
  const server = await listen(app);
  const get = (path: string, token?: string, signal?: AbortSignal) =>
    fetch(server.url + path, {
      headers: token ? { Authorization: `Bearer ${token}` } : {},
      ...(signal ? { signal } : {}),
    });
  const sample = (at: string) => {
    samples.push(sampleAt(at));
    for (const listener of listeners) listener(sampleAt(at));
  };
  return { server, get, sample, listeners, asked };
}

describe.each(['/api/admin/overview', '/api/admin/events'])('%s', (path) => {
  it('is not there for a learner, and asks strangers to sign in', async () => {
    const { server, get } = await serve();
    await using _ = server;
    expect((await get(path, 'pupil')).status).toBe(404);
    expect((await get(path)).status).toBe(401);
  });
});

describe('the overview', () => {
  it('holds this moment, the last 15 minutes, and what was used in the last 30 days', async () => {
    const { server, get, asked } = await serve();
    await using _ = server;
    const overview = AdminOverview.parse(await (await get('/api/admin/overview', 'boss')).json());
    expect(overview.samples).toHaveLength(1);
    expect(overview.errors).toEqual([{ source: 'turn', code: 'model_overloaded', count: 3 }]);
    expect(overview.liveTurns).toEqual([
      { turnId: 't', conversationId: 'c', learnerName: 'Ada', door: 'realtime', askedAt: '1970-01-01T00:00:00.000Z' },
    ]);
    expect(asked).toHaveBeenCalledExactlyOnceWith('2025-12-03');
    expect(overview.usage).toMatchObject({
      days: [{ day: '2025-12-31', costUsd: 0.01 }],
      models: [{ model: 'm' }],
      learners: [{ name: 'at most 20' }],
    });
  });

  it('holds the longest waits of the last hour, and nothing of them while the database does not answer', async () => {
    const turn = {
      ...{ turnId: 't1', learnerName: 'Ada', totalMs: 3000, status: 'complete', model: 'm' },
      ...{ timings: { ...NO_TIMINGS, firstSentenceMs: 2500 }, inputTokens: 5, outputTokens: 2 },
    };
    const slowest = vi.fn(async () => [{ ...turn, askedAt: 0 }]);
    const { server, get } = await serve({ slowest });
    await using _ = server;
    const overview = AdminOverview.parse(await (await get('/api/admin/overview', 'boss')).json());
    expect(slowest).toHaveBeenCalledExactlyOnceWith(Date.UTC(2025, 11, 31, 23), 10);
    expect(overview.slowTurns).toEqual([{ ...turn, askedAt: '1970-01-01T00:00:00.000Z' }]);
    slowest.mockRejectedValueOnce(new Error('no database'));
    const without = AdminOverview.parse(await (await get('/api/admin/overview', 'boss')).json());
    expect(without.slowTurns).toBeUndefined();
  });

  it('holds the calls of the last day, where there is a telephone', async () => {
    const recent = vi.fn(async () => [
      {
        ...{ id: 'c1', callSid: 'CA1', learnerId: '1', conversationId: 't1', mode: 'relay' as const },
        ...{ status: 'completed' as const, reconnects: 1, durationS: 61, costUsd: 0.16, startedAt: 0, endedAt: 61_000 },
      },
    ]);
    const { server, get } = await serve({}, { recent });
    await using _ = server;
    const overview = AdminOverview.parse(await (await get('/api/admin/overview', 'boss')).json());
    const call = { callId: 'c1', conversationId: 't1', mode: 'relay', status: 'completed', reconnects: 1 };
    expect(overview.calls).toEqual([{ ...call, durationS: 61, costUsd: 0.16, startedAt: '1970-01-01T00:00:00.000Z' }]);
    expect(recent).toHaveBeenCalledWith(new FakeClock().now() - 24 * 3600 * 1000, 50);
  });

  it('comes without calls while the database does not answer', async () => {
    const recent = async () => {
      throw new Error('the database is down');
    };
    const { server, get } = await serve({}, { recent });
    await using _ = server;
    const response = await get('/api/admin/overview', 'boss');
    expect([response.status, AdminOverview.parse(await response.json()).calls]).toEqual([200, undefined]);
  });

  it('comes without usage while the database does not answer', async () => {
    const { server, get } = await serve({
      perModel: async () => {
        throw new Error('the database is down');
      },
    });
    await using _ = server;
    const response = await get('/api/admin/overview', 'boss');
    expect(response.status).toBe(200);
    expect(AdminOverview.parse(await response.json()).usage).toBeUndefined();
  });
});

describe('the events', () => {
  it('send a snapshot at once and with every sample, until the reader goes away', async () => {
    const { server, get, sample, listeners } = await serve();
    await using _ = server;
    const leaving = new AbortController();
    const response = await get('/api/admin/events', 'boss', leaving.signal);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const received = async (count: number) => {
      const messages = () => [...text.matchAll(/event: snapshot\ndata: (.*)\n\n/g)];
      while (messages().length < count) text += (await reader.read()).value ?? '';
      return messages().map((match) => AdminSnapshot.parse(JSON.parse(match[1] ?? '')));
    };
    expect((await received(1))[0]?.sample.at).toBe('2026-01-01T00:00:00.000Z');
    sample('2026-01-01T00:00:05.000Z');
    expect((await received(2))[1]?.sample.at).toBe('2026-01-01T00:00:05.000Z');
    leaving.abort();
    await vi.waitFor(() => expect(listeners.size).toBe(0));
  });

  it('end when the admin is signed out', async () => {
    const { server, get, sample } = await serve();
    await using _ = server;
    principals['guest'] = 'admin';
    const response = await get('/api/admin/events', 'guest');
    delete principals['guest'];
    sample('2026-01-01T00:00:05.000Z');
    expect((await response.text()).match(/event: snapshot/g)).toHaveLength(1);
  });
});
