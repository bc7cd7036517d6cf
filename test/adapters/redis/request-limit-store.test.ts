import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createRequestLimitStore } from '../../../src/adapters/redis/request-limit-store.ts';
import { createApp } from '../../../src/http/app.ts';
import { createLogger } from '../../../src/logger.ts';
import { listen } from '../../support/listen.ts';

const prefix = `test:${randomUUID()}:`;
const redis = new Redis('redis://127.0.0.1:6379');
afterAll(async () => {
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
});

/** A node that lets three requests a minute through, counted in `connection`. */
function serveNode(connection: Redis) {
  return listen(
    createApp({
      routers: [],
      authenticator: { authenticate: async () => undefined },
      logger: createLogger({ level: 'silent', pretty: false }),
      http: { secureCookies: false, trustedProxies: 0, allowedOrigins: [] },
      requestsPerMinute: 3,
      requestLimitStore: createRequestLimitStore(connection, { prefix }),
    }),
  );
}

const statusOf = async (node: { url: string }) => (await fetch(`${node.url}/api/any`)).status;

describe('requests counted in Redis', () => {
  it('are counted over all nodes together', async () => {
    await using first = await serveNode(redis);
    await using second = await serveNode(redis);
    const statuses = [];
    for (const node of [first, second, first, second]) statuses.push(await statusOf(node));
    expect(statuses).toEqual([404, 404, 404, 429]);
  });

  it('are let through, without harm to the process, while Redis is away', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    onTestFinished(() => {
      process.off('unhandledRejection', unhandled);
    });
    const dead = new Redis({ port: 1, enableOfflineQueue: false, retryStrategy: () => null });
    dead.on('error', () => undefined);
    await using node = await serveNode(dead);
    for (let i = 0; i < 5; i++) expect(await statusOf(node)).toBe(404);
    expect(unhandled).not.toHaveBeenCalled();
    dead.disconnect();
  });
});
