import { describe, expect, it } from 'vitest';
import { costPerDay, stageSeries } from '../../../src/client/admin/chart-data.ts';
import { age, bytes, count, dollars, duration } from '../../../src/client/admin/format.ts';
import { withSnapshot } from '../../../src/client/admin/state.ts';
import type { AdminOverview, Sample } from '../../../src/protocol/rest/admin.ts';

const start = Date.UTC(2026, 0, 1);
const sample = (step: number, stages: Sample['stages'] = {}): Sample => ({
  at: new Date(start + step * 5000).toISOString(),
  sockets: step,
  runningTurns: 0,
  turnsPerMinute: 0,
  stages,
  errorsPerMinute: 0,
  tokensPerMinute: 0,
  costUsdPerMinute: 0,
  eventLoopDelay: { p50: 0, p99: 0, max: 0 },
  memory: { rssBytes: 0, heapUsedBytes: 0 },
});
const overviewOf = (samples: Sample[]): AdminOverview => ({
  sample: samples.at(-1) ?? sample(0),
  samples,
  errors: [],
  liveTurns: [],
  health: {
    status: 'ok',
    node: 'n',
    versions: { app: '1', node: '24' },
    startedAt: sample(0).at,
    draining: false,
    parts: [],
  },
});

describe('figures at a glance', () => {
  it.each([
    [null, '–'],
    [0, '0 ms'],
    [0.4, '<1 ms'],
    [999.4, '999 ms'],
    [999.5, '1 s'],
    [1234, '1.23 s'],
    [60_000, '60 s'],
  ])('%s ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [undefined, '–'],
    [0, '$0'],
    [0.00001, '<$0.0001'],
    [0.0123, '$0.0123'],
    [3.456, '$3.46'],
  ])('%s dollars read %s', (amount, text) => expect(dollars(amount)).toBe(text));

  it('bytes and counts have a unit that fits', () => {
    expect(bytes(258e6)).toBe('258 MB');
    expect(bytes(1.5e9)).toBe('1.50 GB');
    expect(count(9999)).toBe('9,999');
    expect(count(1_234_567)).toBe('1.23M');
  });

  it('ages are coarse, and never negative when two clocks differ', () => {
    expect(age(sample(0).at, start - 1000)).toBe('0 s');
    expect(age(sample(0).at, start + 89_000)).toBe('89 s');
    expect(age(sample(0).at, start + 600_000)).toBe('10 min');
    expect(age(sample(0).at, start + 40 * 3_600_000)).toBe('2 d');
  });
});

describe('the charts', () => {
  it('have a line for each stage, in the order of a turn, with gaps where it did not happen', () => {
    const total = { p50: 1, p95: 2, p99: 3 };
    const data = stageSeries([sample(0), sample(1, { total, retrieval: { ...total, p95: null } })], 'p95');
    expect(data.labels).toEqual(['Retrieval', 'Whole turn']);
    expect(data.columns).toEqual([
      [start / 1000, start / 1000 + 5],
      [null, null],
      [null, 2],
    ]);
  });

  it('show days without a turn as days that cost nothing', () => {
    const day = { turns: 1, inputTokens: 1, outputTokens: 1, cachedTokens: 0, day: '2026-01-02', costUsd: 0.5 };
    const usage = { sinceDay: '2026-01-01', days: [day], models: [], learners: [] };
    expect(costPerDay(usage, '2026-01-03').columns[1]).toEqual([0, 0.5, 0]);
  });
});

describe('a snapshot', () => {
  it('adds its sample to the charts once, even when it comes again', () => {
    const next = overviewOf([sample(1)]);
    const once = withSnapshot(overviewOf([sample(0)]), next);
    expect(once.samples.map((s) => s.sockets)).toEqual([0, 1]);
    expect(withSnapshot(once, next).samples).toHaveLength(2);
    expect(once.sample.sockets).toBe(1);
  });

  it('pushes out what is older than 15 minutes', () => {
    const full = overviewOf(Array.from({ length: 180 }, (_, step) => sample(step)));
    const next = withSnapshot(full, overviewOf([sample(180)]));
    expect(next.samples).toHaveLength(180);
    expect(next.samples[0]?.sockets).toBe(1);
  });
});
