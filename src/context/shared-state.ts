import type { Store } from 'express-rate-limit';
import { createMemoryEventLog } from '../adapters/memory/event-log.ts';
import { createMemoryRateLimiter } from '../adapters/memory/rate-limiter.ts';
import { createMemorySignals } from '../adapters/memory/signals.ts';
import { connectRedis } from '../adapters/redis/connect.ts';
import { createRedisEventLog } from '../adapters/redis/event-log.ts';
import { createRedisRateLimiter } from '../adapters/redis/rate-limiter.ts';
import { createRequestLimitStore } from '../adapters/redis/request-limit-store.ts';
import { createRedisSignals } from '../adapters/redis/signals.ts';
import type { ServiceEvents } from '../events/services.ts';
import { withLocalLimits } from '../gateway/local-limits.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Signals } from '../ports/signals.ts';

/** What nodes share while they run. All of it may be lost without losing anything a learner was promised. */
export interface SharedState {
  eventLog: EventLog;
  signals: Signals;
  rateLimiter: RateLimiter;
  /** Undefined: requests are counted in memory. */
  requestLimitStore?: Store | undefined;
  /** Undefined where there is nothing outside this process to ask. */
  ping?: (() => Promise<void>) | undefined;
}

/** In Redis where there is one, else in this process's memory. */
export async function connectSharedState(
  redisUrl: string | undefined,
  parts: { clock: Clock; logger: Logger; events: Pick<ServiceEvents, 'limitsAway'> },
  stack: AsyncDisposableStack,
): Promise<SharedState> {
  if (redisUrl === undefined) {
    return {
      eventLog: createMemoryEventLog(parts),
      signals: createMemorySignals(parts),
      rateLimiter: createMemoryRateLimiter(parts.clock),
    };
  }
  const redis = await connectRedis(redisUrl, parts);
  stack.defer(() => redis.close());
  return {
    eventLog: createRedisEventLog(redis, parts),
    signals: await createRedisSignals(redis, parts),
    rateLimiter: withLocalLimits({
      shared: createRedisRateLimiter(redis.commands),
      local: createMemoryRateLimiter(parts.clock),
      clock: parts.clock,
      onAway: parts.events.limitsAway,
    }),
    requestLimitStore: createRequestLimitStore(redis.commands),
    ping: () => redis.ping(),
  };
}
