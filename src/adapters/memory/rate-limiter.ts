import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { RateLimit, RateLimiter, RateLimitState } from '../../ports/rate-limiter.ts';

interface Window {
  hits: number;
  endsAt: number;
}

/** Keys remembered at most; beyond it the longest unused are forgotten, so that a flood of addresses can't fill the memory. */
const MAX_KEYS = 100_000;

/** Counters of one node. */
export function createMemoryRateLimiter(clock: Clock): RateLimiter {
  const windows = new LRUCache<string, Window>({ max: MAX_KEYS });

  /** @param windowMs how long it lasts at most, where known: the clock may have been set back since it began. */
  const current = (key: string, windowMs = Number.POSITIVE_INFINITY): Window | undefined => {
    const window = windows.get(key);
    if (!window || window.endsAt <= clock.now()) return undefined;
    window.endsAt = Math.min(window.endsAt, clock.now() + windowMs);
    return window;
  };

  return {
    async consume(key, { limit, windowMs }) {
      const window = current(key, windowMs) ?? { hits: 0, endsAt: clock.now() + windowMs };
      window.hits += 1;
      windows.set(key, window);
      return state(window.hits <= limit, window, limit, clock);
    },
    async peek(key, { limit, windowMs }: RateLimit) {
      const window = current(key, windowMs);
      if (!window) return { allowed: limit > 0, remaining: limit, resetMs: 0 };
      return state(window.hits < limit, window, limit, clock);
    },
    async refund(key) {
      const window = current(key);
      if (window && window.hits > 0) window.hits -= 1;
    },
    async reset(key) {
      windows.delete(key);
    },
  };
}

function state(allowed: boolean, window: Window, limit: number, clock: Clock): RateLimitState {
  return { allowed, remaining: Math.max(0, limit - window.hits), resetMs: window.endsAt - clock.now() };
}
