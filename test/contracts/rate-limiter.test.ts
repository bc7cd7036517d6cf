import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { createRedisRateLimiter } from '../../src/adapters/redis/rate-limiter.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

const prefix = `test:${randomUUID()}:`;
const redis = new Redis('redis://127.0.0.1:6379');
afterAll(async () => {
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
});

const MINUTE = { limit: 3, windowMs: 60_000 };

describe.each([
  ['memory', () => createMemoryRateLimiter(systemClock)],
  ['redis', () => createRedisRateLimiter(redis, { prefix: `${prefix}${randomUUID()}:` })],
])('the rate limiter in %s', (_name, open) => {
  it('allows as many hits as the limit says, then none', async () => {
    const limiter = open();
    const states = [];
    for (let i = 0; i < 5; i++) states.push(await limiter.consume('a', MINUTE));
    expect(states.map(({ allowed }) => allowed)).toEqual([true, true, true, false, false]);
    expect(states.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
  });

  it('counts each key by itself', async () => {
    const limiter = open();
    for (let i = 0; i < 4; i++) await limiter.consume('a', MINUTE);
    expect((await limiter.consume('b', MINUTE)).allowed).toBe(true);
  });

  it('gives concurrent callers no more than the limit together', async () => {
    const limiter = open();
    const states = await Promise.all(Array.from({ length: 50 }, () => limiter.consume('a', MINUTE)));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(MINUTE.limit);
  });

  it('says how long to wait, and a refused hit does not make it longer', async () => {
    const limiter = open();
    for (let i = 0; i < 3; i++) await limiter.consume('a', MINUTE);
    const first = await limiter.consume('a', MINUTE);
    const second = await limiter.consume('a', MINUTE);
    expect(first.resetMs).toBeGreaterThan(0);
    expect(first.resetMs).toBeLessThanOrEqual(MINUTE.windowMs);
    expect(second.resetMs).toBeLessThanOrEqual(first.resetMs);
  });

  it('begins anew when the window has ended', async () => {
    const limiter = open();
    const short = { limit: 1, windowMs: 50 };
    await limiter.consume('a', short);
    await expect.poll(async () => (await limiter.peek('a', short)).allowed).toBe(true);
    expect(await limiter.consume('a', short)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('looks without counting', async () => {
    const limiter = open();
    expect(await limiter.peek('a', MINUTE)).toEqual({ allowed: true, remaining: 3, resetMs: 0 });
    for (let i = 0; i < 3; i++) await limiter.consume('a', MINUTE);
    expect(await limiter.peek('a', MINUTE)).toMatchObject({ allowed: false, remaining: 0 });
  });

  it('takes a hit back, never below nothing', async () => {
    const limiter = open();
    for (let i = 0; i < 3; i++) await limiter.consume('a', MINUTE);
    await limiter.refund('a');
    expect((await limiter.consume('a', MINUTE)).allowed).toBe(true);
    for (let i = 0; i < 10; i++) await limiter.refund('a');
    await limiter.refund('never seen');
    expect((await limiter.peek('a', MINUTE)).remaining).toBe(3);
    expect((await limiter.peek('never seen', MINUTE)).remaining).toBe(3);
  });

  it('forgets a key that is reset', async () => {
    const limiter = open();
    for (let i = 0; i < 4; i++) await limiter.consume('a', MINUTE);
    await limiter.reset('a');
    expect((await limiter.consume('a', MINUTE)).remaining).toBe(2);
  });
});

describe('the window of the rate limiter in memory', () => {
  it('ends exactly when it should', async () => {
    const clock = new FakeClock();
    const limiter = createMemoryRateLimiter(clock);
    await limiter.consume('a', { limit: 1, windowMs: 1000 });
    clock.advance(999);
    expect((await limiter.peek('a', { limit: 1, windowMs: 1000 })).allowed).toBe(false);
    clock.advance(1);
    expect((await limiter.peek('a', { limit: 1, windowMs: 1000 })).allowed).toBe(true);
  });

  it('never lasts longer than it should, though the clock is set back', async () => {
    const clock = new FakeClock();
    const limiter = createMemoryRateLimiter(clock);
    await limiter.consume('a', { limit: 1, windowMs: 1000 });
    clock.setBack(3_600_000);
    expect(await limiter.consume('a', { limit: 1, windowMs: 1000 })).toMatchObject({ allowed: false, resetMs: 1000 });
    clock.advance(1000);
    expect(await limiter.peek('a', { limit: 1, windowMs: 1000 })).toMatchObject({ allowed: true });
  });
});

describe('the rate limiter without its Redis', () => {
  it('says that it cannot count', async () => {
    const dead = new Redis({ port: 1, lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
    dead.on('error', () => undefined);
    const limiter = createRedisRateLimiter(dead);
    await expect(limiter.consume('a', MINUTE)).rejects.toMatchObject({ code: 'limits_unavailable', status: 503 });
    dead.disconnect();
  });
});
