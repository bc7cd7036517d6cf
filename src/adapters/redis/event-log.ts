import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { unavailable } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { EventLog } from '../../ports/event-log.ts';
import type { ResumePoint } from '../../protocol/client-messages.ts';
import { EVENT_LOG_EVENTS, EVENT_LOG_TTL_MS } from '../../protocol/limits.ts';
import type { LoggedEvent } from '../../protocol/server-events.ts';
import type { RedisConnection } from './connect.ts';
import { APPEND, POSITION, SINCE } from './event-log-scripts.ts';
import { createFollower, type Kept } from './follower.ts';

/** Numbers outlive events: a socket open through a long silence sees offsets go on rising in the epoch it knows. */
const EPOCH_TTL_MS = 24 * 60 * 60_000;

const Head = z.tuple([z.string(), z.int()]);
const HeadAndEntries = z.tuple([z.string(), z.int(), z.array(z.tuple([z.string(), z.array(z.string())]))]);

export interface RedisEventLogOptions {
  logger: Logger;
  /** Begins the names of all keys and channels; `lva:` by default. */
  keyPrefix?: string;
}

/** The event log that all nodes share: a stream a conversation, whose events also go out over pub/sub. */
export function createRedisEventLog(
  { commands, subscriptions }: Pick<RedisConnection, 'commands' | 'subscriptions'>,
  { logger, keyPrefix = 'lva:' }: RedisEventLogOptions,
): EventLog {
  // The braces keep both keys of a conversation in one slot of a cluster.
  const keys = (conversationId: string): [head: string, stream: string] => [
    `${keyPrefix}events:{${conversationId}}:head`,
    `${keyPrefix}events:{${conversationId}}:stream`,
  ];
  const channelOf = (conversationId: string): string => `${keyPrefix}events:${conversationId}`;
  const run = (script: string, conversationId: string, ...parameters: (string | number)[]): Promise<unknown> =>
    translated(() => commands.eval(script, 2, ...keys(conversationId), ...parameters));

  const position = async (conversationId: string): Promise<ResumePoint> => {
    const [epoch, offset] = Head.parse(await run(POSITION, conversationId, randomUUID(), EPOCH_TTL_MS));
    return { epoch, offset };
  };
  const kept = async (conversationId: string, point: ResumePoint): Promise<Kept> => {
    const answer = await run(SINCE, conversationId, point.epoch, point.offset);
    const [epoch, offset, entries] = HeadAndEntries.parse(answer);
    return { epoch, offset, events: entries.map(([id, fields]) => toEvent(Number.parseInt(id, 10), fields[1] ?? '')) };
  };

  return {
    async append(conversationId, event) {
      const limits = [EVENT_LOG_EVENTS, EVENT_LOG_TTL_MS, EPOCH_TTL_MS];
      const parameters = [randomUUID(), JSON.stringify(event), ...limits, channelOf(conversationId)];
      const [, offset] = Head.parse(await run(APPEND, conversationId, ...parameters));
      return { ...event, offset };
    },
    position,
    async since(conversationId, point) {
      const { epoch, offset, events } = await kept(conversationId, point);
      const complete = epoch === point.epoch && events.length === offset - point.offset;
      return complete ? events : undefined;
    },
    async subscribe(conversationId, listener) {
      const follower = createFollower({
        start: await position(conversationId),
        read: (point) => kept(conversationId, point),
        listener,
        logger,
      });
      const leave = await translated(() =>
        subscriptions.add(channelOf(conversationId), {
          message(text) {
            const [epoch = '', offset = '', json = ''] = splitMessage(text);
            follower.receive(epoch, toEvent(Number(offset), json));
          },
          reconnected: follower.catchUp,
        }),
      );
      // What was appended between reading the position and being subscribed.
      follower.catchUp();
      return () => {
        follower.end();
        leave();
      };
    },
    async drop(conversationId) {
      await translated(() => commands.del(...keys(conversationId)));
    },
  };
}

/** `epoch offset json`, of which only the last has spaces of its own. */
function splitMessage(text: string): string[] {
  const first = text.indexOf(' ');
  const second = text.indexOf(' ', first + 1);
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
}

function toEvent(offset: number, json: string): LoggedEvent {
  return { ...JSON.parse(json), offset };
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable('events_unavailable', 'What happens in this conversation cannot be passed on right now.', error);
  }
}
