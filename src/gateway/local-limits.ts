import type { Clock } from '../ports/clock.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';

/** So long shared counters that failed are left alone: each question to them could take seconds, and signing in asks several. */
const LEFT_ALONE_MS = 5000;

export interface LocalLimitsDeps {
  /** Of all nodes. */
  shared: RateLimiter;
  /** Of this one, while the shared ones can't be asked. */
  local: RateLimiter;
  clock: Clock;
  onAway(error: unknown): void;
}

/**
 * Counts on this node alone while the shared counters can't be had: somebody who guesses passwords then has as many tries on each
 * node, and everybody else can sign in.
 */
export function withLocalLimits({ shared, local, clock, onAway }: LocalLimitsDeps): RateLimiter {
  let leftAloneUntil = Number.NEGATIVE_INFINITY;

  async function ask<T>(question: (limiter: RateLimiter) => Promise<T>): Promise<T> {
    if (clock.now() < leftAloneUntil) return question(local);
    try {
      return await question(shared);
    } catch (error) {
      // Of several that were under way one tells it.
      if (clock.now() >= leftAloneUntil) onAway(error);
      leftAloneUntil = clock.now() + LEFT_ALONE_MS;
      return question(local);
    }
  }

  return {
    consume: (key, limit) => ask((limiter) => limiter.consume(key, limit)),
    peek: (key, limit) => ask((limiter) => limiter.peek(key, limit)),
    refund: (key) => ask((limiter) => limiter.refund(key)),
    reset: (key) => ask((limiter) => limiter.reset(key)),
  };
}
