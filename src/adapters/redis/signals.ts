import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Logger } from '../../logger.ts';
import type { Signal, Signals } from '../../ports/signals.ts';
import type { RedisConnection } from './connect.ts';

/** A signal on its way between nodes. Its shape is ours; a node of a newer version may send types unknown here. */
const Envelope = z.object({ node: z.string(), signal: z.custom<Signal>(isSignal) });

const FIELDS_OF: Record<Signal['type'], string[]> = {
  interrupt: ['conversationId', 'turnId'],
  replaced: ['conversationId', 'connectionId'],
  untold: ['conversationId'],
  line_replaced: ['callSid'],
  signed_out: ['learnerId'],
  changed: ['learnerId'],
  deleted: ['learnerId'],
  unlinked: ['learnerId'],
  cancelled: ['learnerId', 'documentId'],
  document: ['learnerId', 'documentId'],
};

export interface RedisSignalsOptions {
  logger: Logger;
  /** Begins the channel's name; `lva:` by default. */
  keyPrefix?: string;
}

/**
 * Signals between nodes, over one channel. This node's own listeners hear at once and without Redis, so that an
 * interruption works here even while the connection is lost; a signal that can't be sent to the others is logged.
 */
export async function createRedisSignals(
  { commands, subscriptions }: Pick<RedisConnection, 'commands' | 'subscriptions'>,
  { logger, keyPrefix = 'lva:' }: RedisSignalsOptions,
): Promise<Signals> {
  const channel = `${keyPrefix}signals`;
  const node = randomUUID();
  const listeners = new Set<(signal: Signal) => void>();

  const tell = (signal: Signal): void => {
    for (const listener of [...listeners]) {
      try {
        listener(signal);
      } catch (error) {
        logger.error({ err: error, type: signal.type }, 'a listener threw');
      }
    }
  };

  await subscriptions.add(channel, {
    message(text) {
      const envelope = Envelope.safeParse(parseJson(text));
      if (!envelope.success) logger.warn('a signal was not understood');
      else if (envelope.data.node !== node) tell(envelope.data.signal);
    },
    // Signals are for those who listen now: what was missed is missed.
    reconnected: () => logger.info('signals are heard again'),
  });

  return {
    async publish(signal) {
      tell(signal);
      try {
        await commands.publish(channel, JSON.stringify({ node, signal }));
      } catch (error) {
        logger.warn({ err: error, type: signal.type }, 'a signal did not reach the other nodes');
      }
    },
    subscribe(listener) {
      const own = (signal: Signal): void => listener(signal);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

function isSignal(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const type = fields.get('type');
  const required = Object.entries(FIELDS_OF).find(([known]) => known === type)?.[1];
  return required?.every((name) => typeof fields.get(name) === 'string') ?? false;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is not a signal: the caller says so.
    return undefined;
  }
}
