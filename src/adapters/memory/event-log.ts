import { randomUUID } from 'node:crypto';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventLog } from '../../ports/event-log.ts';
import { EVENT_LOG_EVENTS, EVENT_LOG_TTL_MS } from '../../protocol/limits.ts';
import type { LoggedEvent } from '../../protocol/server-events.ts';
import { createListeners, type Listeners } from './listeners.ts';

/**
 * Numbers outlive events: a socket that stayed open through a long silence sees offsets go on rising in the epoch it knows,
 * instead of starting over.
 */
const EPOCH_TTL_MS = 24 * 60 * 60_000;

interface ConversationLog {
  epoch: string;
  offset: number;
  /** Oldest first, without gaps; the last one has `offset`. */
  events: LoggedEvent[];
  lastUsedAt: number;
  listeners: Listeners<LoggedEvent>;
  cancelExpiry: () => void;
}

/** The event log of a single node. */
export function createMemoryEventLog({ clock, logger }: { clock: Clock; logger: Logger }): EventLog {
  const logs = new Map<string, ConversationLog>();

  const open = (conversationId: string): ConversationLog => {
    const known = logs.get(conversationId);
    if (known) return known;
    const log: ConversationLog = {
      epoch: randomUUID(),
      offset: 0,
      events: [],
      lastUsedAt: clock.now(),
      listeners: createListeners(logger),
      cancelExpiry: () => undefined,
    };
    logs.set(conversationId, log);
    expire(conversationId, log);
    return log;
  };

  /** Forgets the events ten minutes after the last, the numbers after a day without use; looks again when that may be. */
  const expire = (conversationId: string, log: ConversationLog): void => {
    const idleMs = clock.now() - log.lastUsedAt;
    if (idleMs >= EPOCH_TTL_MS && log.listeners.size === 0) {
      logs.delete(conversationId);
      return;
    }
    if (idleMs >= EVENT_LOG_TTL_MS) log.events = [];
    const nextMs =
      idleMs < EVENT_LOG_TTL_MS ? EVENT_LOG_TTL_MS - idleMs : Math.max(EPOCH_TTL_MS - idleMs, EVENT_LOG_TTL_MS);
    log.cancelExpiry();
    log.cancelExpiry = clock.after(nextMs, () => expire(conversationId, log));
  };

  return {
    async append(conversationId, event) {
      const log = open(conversationId);
      log.offset += 1;
      log.lastUsedAt = clock.now();
      // After a silence the next look may be a day away. Otherwise it comes soon and sees `lastUsedAt`: no timer an event.
      if (log.events.length === 0) expire(conversationId, log);
      const logged: LoggedEvent = { ...event, offset: log.offset };
      log.events.push(logged);
      if (log.events.length > EVENT_LOG_EVENTS) log.events.shift();
      log.listeners.tell(logged);
      return logged;
    },
    async position(conversationId) {
      const { epoch, offset } = open(conversationId);
      return { epoch, offset };
    },
    async since(conversationId, point) {
      const log = logs.get(conversationId);
      if (log?.epoch !== point.epoch || point.offset > log.offset) return undefined;
      const missed = log.offset - point.offset;
      if (missed > log.events.length) return undefined;
      return missed === 0 ? [] : log.events.slice(-missed);
    },
    async subscribe(conversationId, listener) {
      return open(conversationId).listeners.add(listener);
    },
    async drop(conversationId) {
      logs.get(conversationId)?.cancelExpiry();
      logs.delete(conversationId);
    },
  };
}
