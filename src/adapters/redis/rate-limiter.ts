import type { Redis } from 'ioredis';
import { z } from 'zod';
import { unavailable } from '../../errors.ts';
import type { RateLimiter, RateLimitState } from '../../ports/rate-limiter.ts';

/** A key that lost its expiry would lock somebody out for ever, so every hit makes sure that there is one. */
const CONSUME = `
local hits = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {hits, left}`;

const PEEK = `return {tonumber(redis.call('GET', KEYS[1]) or '0'), redis.call('PTTL', KEYS[1])}`;

const REFUND = `
local hits = tonumber(redis.call('GET', KEYS[1]) or '0')
if hits > 0 then redis.call('DECR', KEYS[1]) end
return hits`;

const Counted = z.tuple([z.int(), z.int()]);

/** Counters shared by all nodes; each operation is one script, which Redis runs without interruption. */
export function createRedisRateLimiter(redis: Redis, options: { prefix?: string } = {}): RateLimiter {
  const prefix = options.prefix ?? 'lva:limit:';
  const run = async (script: string, key: string, ...args: number[]): Promise<unknown> => {
    try {
      return await redis.eval(script, 1, prefix + key, ...args);
    } catch (error) {
      throw unavailable('limits_unavailable', 'Attempts cannot be counted right now; try again in a moment.', error);
    }
  };

  return {
    async consume(key, { limit, windowMs }) {
      const [hits, left] = Counted.parse(await run(CONSUME, key, windowMs));
      return state(hits <= limit, hits, left, limit);
    },
    async peek(key, { limit }) {
      const [hits, left] = Counted.parse(await run(PEEK, key));
      return state(hits < limit, hits, left, limit);
    },
    async refund(key) {
      await run(REFUND, key);
    },
    async reset(key) {
      await run(`return redis.call('DEL', KEYS[1])`, key);
    },
  };
}

function state(allowed: boolean, hits: number, left: number, limit: number): RateLimitState {
  return { allowed, remaining: Math.max(0, limit - hits), resetMs: Math.max(0, left) };
}
