import type { Redis } from 'ioredis';
import type { Logger } from '../../logger.ts';

interface Subscriber {
  message(text: string): void;
  /** A connection was lost and is back: messages may have been missed. */
  reconnected(): void;
}

/** Who listens to which channel, over one connection. */
export interface Subscriptions {
  /** Resolves once Redis has confirmed: what is published from then on arrives. @returns the function that ends it. */
  add(channel: string, subscriber: Subscriber): Promise<() => void>;
  /** Tells all subscribers that a connection is back. */
  tellReconnected(): void;
}

interface Channel {
  subscribers: Set<Subscriber>;
  confirmed: Promise<unknown>;
}

export function createSubscriptions(redis: Redis, { logger }: { logger: Logger }): Subscriptions {
  const channels = new Map<string, Channel>();

  redis.on('message', (name: string, text: string) => {
    for (const subscriber of [...(channels.get(name)?.subscribers ?? [])]) subscriber.message(text);
  });
  redis.on('ready', () => {
    resubscribe().catch((error: unknown) =>
      logger.warn({ err: error }, 'resubscribing failed; the next connection tries'),
    );
  });

  const resubscribe = async (): Promise<void> => {
    if (channels.size > 0) await redis.subscribe(...channels.keys());
    tellReconnected();
  };
  const tellReconnected = (): void => {
    for (const { subscribers } of channels.values()) for (const subscriber of subscribers) subscriber.reconnected();
  };

  const leave = (name: string, subscriber: Subscriber): void => {
    const channel = channels.get(name);
    if (!channel?.subscribers.delete(subscriber) || channel.subscribers.size > 0) return;
    channels.delete(name);
    redis
      .unsubscribe(name)
      .catch((error: unknown) =>
        logger.debug({ err: error }, 'unsubscribing failed; a lost connection has none anyway'),
      );
  };

  return {
    async add(name, subscriber) {
      const known = channels.get(name);
      const channel = known ?? { subscribers: new Set(), confirmed: redis.subscribe(name) };
      channels.set(name, channel);
      channel.subscribers.add(subscriber);
      try {
        await channel.confirmed;
      } catch (error) {
        leave(name, subscriber);
        throw error;
      }
      return () => leave(name, subscriber);
    },
    tellReconnected,
  };
}
