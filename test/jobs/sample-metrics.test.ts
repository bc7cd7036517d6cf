import { pino } from 'pino';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { EndedTurn } from '../../src/events/turns.ts';
import { createEvents } from '../../src/events.ts';
import { watchProcess } from '../../src/jobs/process-readings.ts';
import { type MetricsSamplingDeps, startMetricsSampling } from '../../src/jobs/sample-metrics.ts';
import { Sample } from '../../src/protocol/rest/admin.ts';
import { FakeClock } from '../support/fake-clock.ts';

const logger = pino({ level: 'silent' });
const noTimings = {
  endOfTurnMs: null,
  sttMs: null,
  retrievalMs: null,
  modelFirstTokenMs: null,
  firstSentenceMs: null,
  ttsFirstByteMs: null,
  firstAudioMs: null,
};
const turn: EndedTurn = {
  turnId: 't',
  status: 'complete',
  door: 'realtime',
  model: 'm',
  timings: { ...noTimings, retrievalMs: 20, modelFirstTokenMs: 300 },
  totalMs: 1000,
  usage: { inputTokens: 100, outputTokens: 20, cachedTokens: 50, costUsd: 0.001 },
};

async function begin(overrides: Partial<MetricsSamplingDeps> = {}) {
  const clock = new FakeClock();
  const events = createEvents(logger);
  const sampling = await startMetricsSampling({
    registry: events.registry,
    clock,
    logger,
    sockets: () => 3,
    runningTurns: () => 1,
    ...overrides,
  });
  onTestFinished(() => sampling.stop());

  /** Moves time by one interval, `times` times, waiting for each sample. */
  async function sample(times = 1): Promise<void> {
    for (let i = 0; i < times; i++) {
      const taken = Promise.withResolvers<void>();
      const end = sampling.onSample(() => taken.resolve());
      clock.advance(5000);
      await taken.promise;
      end();
      // The next one is scheduled after the listeners have heard of this one.
      await new Promise(setImmediate);
    }
  }
  return { clock, events, sampling, sample };
}

describe('sampling the metrics', () => {
  it('takes a sample at once, then one every five seconds', async () => {
    const { sampling, sample } = await begin();
    expect(sampling.samples()).toHaveLength(1);
    await sample(2);
    expect(sampling.samples().map((s) => s.at)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:05.000Z',
      '2026-01-01T00:00:10.000Z',
    ]);
    expect(Sample.parse(sampling.latest())).toMatchObject({
      sockets: 3,
      runningTurns: 1,
      turnsPerMinute: 0,
      stages: {},
    });
  });

  it('keeps 15 minutes and forgets what is older', async () => {
    const { sampling, sample } = await begin();
    await sample(179);
    expect(sampling.samples()).toHaveLength(180);
    expect(sampling.samples()[0]?.at).toBe('2026-01-01T00:00:00.000Z');
    await sample();
    expect(sampling.samples()).toHaveLength(180);
    expect(sampling.samples()[0]?.at).toBe('2026-01-01T00:00:05.000Z');
  });

  it('tells turns, tokens and cost of the last minute, not of all time', async () => {
    const { events, sampling, sample } = await begin();
    events.turns.started({ turnId: 't', conversationId: 'c', learnerName: 'Ada', door: 'realtime', askedAt: 0 });
    events.turns.ended(turn);
    await sample();
    expect(sampling.latest()).toMatchObject({ turnsPerMinute: 1, tokensPerMinute: 170, costUsdPerMinute: 0.001 });
    await sample(11);
    expect(sampling.latest().turnsPerMinute).toBe(1);
    await sample();
    expect(sampling.latest()).toMatchObject({ turnsPerMinute: 0, tokensPerMinute: 0, costUsdPerMinute: 0 });
  });

  it('gives percentiles in milliseconds for the stages that happened, and only those', async () => {
    const { events, sampling, sample } = await begin();
    for (let i = 1; i <= 100; i++) events.turns.ended({ ...turn, totalMs: i * 10 });
    await sample();
    const { stages } = sampling.latest();
    expect(Object.keys(stages).sort()).toEqual(['modelFirstToken', 'retrieval', 'total']);
    expect(stages['retrieval']).toEqual({ p50: 20, p95: 20, p99: 20 });
    expect(stages['total']?.p50).toBeCloseTo(500, -2);
    expect(stages['total']?.p99).toBeGreaterThan(stages['total']?.p95 ?? Infinity);
  });

  it('counts errors by source and code over the 15 minutes, most frequent first', async () => {
    const { events, sampling, sample } = await begin();
    const request = { method: 'GET', route: '/x', ms: 1, streamed: false };
    for (const status of [200, 404, 503, 429, 503]) events.http.answered({ ...request, status });
    events.turns.ended({ ...turn, status: 'failed', errorCode: 'model_overloaded' });
    events.knowledge.legFailed('semantic', 'vectors_unavailable', new Error('gone'));
    events.knowledge.documentFailed('1', 'application/pdf', 'no_text', new Error('scan'));
    await sample();
    expect(sampling.latest().errorsPerMinute).toBe(6);
    expect(sampling.errors()[0]).toEqual({ source: 'http', code: '503', count: 2 });
    expect(sampling.errors()).toEqual(
      expect.arrayContaining([
        { source: 'http', code: '429', count: 1 },
        { source: 'turn', code: 'model_overloaded', count: 1 },
        { source: 'retrieval', code: 'semantic: vectors_unavailable', count: 1 },
        { source: 'ingestion', code: 'application/pdf', count: 1 },
      ]),
    );
    await sample(180);
    expect(sampling.errors()).toEqual([]);
  });

  it('goes on without the ingestion queue while that cannot be counted', async () => {
    const ingestionQueue = vi.fn().mockResolvedValueOnce(4).mockRejectedValueOnce(new Error('database is down'));
    const { sampling, sample } = await begin({ ingestionQueue });
    expect(sampling.latest().ingestionQueue).toBe(4);
    await sample();
    expect(sampling.latest()).not.toHaveProperty('ingestionQueue');
    expect(sampling.samples()).toHaveLength(2);
  });

  it('stops when told', async () => {
    const { clock, sampling } = await begin();
    sampling.stop();
    clock.advance(60_000);
    expect(sampling.samples()).toHaveLength(1);
  });

  it('sees that the event loop was blocked and how much memory is held', async () => {
    const watch = watchProcess();
    onTestFinished(() => watch.stop());
    await vi.waitFor(() => {
      const until = performance.now() + 40;
      while (performance.now() < until) Math.sqrt(until);
      const { eventLoopDelay, memory } = watch.read();
      expect(eventLoopDelay.max).toBeGreaterThan(0);
      expect(eventLoopDelay.max).toBeGreaterThanOrEqual(eventLoopDelay.p50);
      expect(memory.rssBytes).toBeGreaterThan(memory.heapUsedBytes);
    });
  });
});
