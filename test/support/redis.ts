import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { connectRedis, type RedisConnection } from '../../src/adapters/redis/connect.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createLogger } from '../../src/logger.ts';
import type { Clock } from '../../src/ports/clock.ts';

export const TEST_REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const silent = createLogger({ level: 'silent', pretty: false });

/** Begins the names of all that a test keeps in Redis; what is there is deleted when the test has finished. */
export function testKeyPrefix(): string {
  const prefix = `test:${randomBytes(8).toString('hex')}:`;
  onTestFinished(async () => {
    const redis = await connectRedis(TEST_REDIS_URL, { logger: silent, clock: systemClock });
    const keys = await redis.commands.keys(`${prefix}*`);
    if (keys.length > 0) await redis.commands.del(...keys);
    await redis.close();
  });
  return prefix;
}

/** A connection that is closed when the test has finished. */
export async function openTestRedis(options: { port?: number; clock?: Clock } = {}): Promise<RedisConnection> {
  const url = options.port ? `redis://127.0.0.1:${options.port}` : TEST_REDIS_URL;
  const connection = await connectRedis(url, { logger: silent, clock: options.clock ?? systemClock });
  onTestFinished(() => connection.close());
  return connection;
}
