import type { Store } from 'express-rate-limit';
import type { Redis } from 'ioredis';
import { RedisStore } from 'rate-limit-redis';
import { z } from 'zod';

const Scalar = z.union([z.boolean(), z.number(), z.string()]);
const Reply = z.union([Scalar, z.array(Scalar)]);

/** Where express-rate-limit counts when several nodes share the load. */
export function createRequestLimitStore(redis: Redis, options: { prefix?: string } = {}): Store {
  return new RedisStore({
    prefix: options.prefix ?? 'lva:requests:',
    sendCommand: async (command: string, ...args: string[]) => Reply.parse(await redis.call(command, ...args)),
  });
}
