import { Redis, type RedisOptions } from 'ioredis';
import { unavailable } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';

export interface RedisConnection {
  /** For commands. A command that fails was not sent, or its fate is unknown: it is never sent twice. */
  commands: Redis;
  /** For pub/sub, on a connection of its own. */
  subscriptions: Subscriptions;
  /** Throws `redis_unavailable` unless Redis answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface RedisConnectOptions {
  logger: Logger;
  clock: Clock;
}

/**
 * Commands wait for a reconnection that is under way, then fail. Waiting to reconnect and connecting take less than the
 * command's own time together, so that none is sent after its caller was told that it failed.
 */
const OPTIONS = {
  lazyConnect: true,
  connectTimeout: 3000,
  // A connection that leaves a command unanswered is given up, before the command itself is.
  socketTimeout: 4000,
  commandTimeout: 5000,
  keepAlive: 10_000,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, 1000),
  maxRetriesPerRequest: 0,
  // Sending again what may have arrived would append an event twice.
  autoResendUnfulfilledCommands: false,
  // Done by Subscriptions, which must know when it is complete.
  autoResubscribe: false,
} satisfies RedisOptions;

/** A connection that died without a word (a pulled cable, a NAT that forgot it) shows by an unanswered ping. */
const PING_EVERY_MS = 10_000;

/** Connects to Redis, and again whenever the connection is lost. Throws `redis_unavailable` when it can't at first. */
export async function connectRedis(url: string, { logger, clock }: RedisConnectOptions): Promise<RedisConnection> {
  const log = logger.child({ name: 'redis' });
  const commands = new Redis(url, { ...OPTIONS, connectionName: 'lva-commands' });
  const subscriber = new Redis(url, { ...OPTIONS, connectionName: 'lva-subscriptions' });
  for (const [connection, redis] of Object.entries({ commands, subscriber })) watch(redis, connection, log);
  try {
    await Promise.all([commands.connect(), subscriber.connect()]);
  } catch (error) {
    commands.disconnect();
    subscriber.disconnect();
    throw redisUnavailable(error);
  }
  const subscriptions = createSubscriptions(subscriber, { logger: log });
  // What subscribers could not read while this connection was away, they read now.
  commands.on('ready', () => subscriptions.tellReconnected());
  const stopPinging = pingRegularly([commands, subscriber], clock, log);
  return {
    commands,
    subscriptions,
    async ping() {
      try {
        await commands.ping();
      } catch (error) {
        throw redisUnavailable(error);
      }
    },
    async close() {
      stopPinging();
      commands.disconnect();
      subscriber.disconnect();
    },
  };
}

function redisUnavailable(cause: unknown): Error {
  return unavailable('redis_unavailable', 'Shared state does not answer right now.', cause);
}

/** ioredis reports every failed attempt as an error event, which without a listener would end the process. */
function watch(redis: Redis, connection: string, log: Logger): void {
  redis.on('error', (error: Error) => log.warn({ connection, err: error }, 'redis connection failed'));
  redis.on('ready', () => log.info({ connection }, 'redis connected'));
}

function pingRegularly(connections: Redis[], clock: Clock, log: Logger): () => void {
  let cancel = (): void => undefined;
  const ping = (): void => {
    for (const redis of connections) {
      redis.ping().catch((error: unknown) => log.debug({ err: error }, 'ping failed'));
    }
    cancel = clock.after(PING_EVERY_MS, ping);
  };
  cancel = clock.after(PING_EVERY_MS, ping);
  return () => cancel();
}
