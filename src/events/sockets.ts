import { Counter, Gauge, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import { CloseCode } from '../protocol/close-codes.ts';

/** Codes that get a label of their own; a client can send any other number. */
const KNOWN_CODES: ReadonlySet<number> = new Set([
  1000,
  1001,
  1005,
  1006,
  1007,
  1009,
  1011,
  ...Object.values(CloseCode),
]);

/** What happens at the realtime door. */
export function createSocketEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'realtime' });
  const registers = [registry];
  const open = new Gauge({ name: 'lva_sockets_open', help: 'Open sockets', registers });
  const accepted = new Counter({ name: 'lva_sockets_accepted_total', help: 'Sockets accepted', registers });
  const refused = new Counter({
    name: 'lva_sockets_refused_total',
    help: 'Upgrades refused, by reason',
    labelNames: ['reason'],
    registers,
  });
  const closed = new Counter({
    name: 'lva_sockets_closed_total',
    help: 'Sockets closed, by close code',
    labelNames: ['code'],
    registers,
  });
  // Plain numbers until somebody asks: frames come by the thousand a second.
  const counted = { in: { text: 0, audio: 0 }, out: { text: 0, audio: 0 } };
  const frames = new Counter({
    name: 'lva_socket_frames_total',
    help: 'Frames by direction and kind',
    labelNames: ['direction', 'kind'],
    registers,
    collect() {
      for (const direction of ['in', 'out'] as const) {
        for (const kind of ['text', 'audio'] as const) {
          frames.inc({ direction, kind }, counted[direction][kind]);
          counted[direction][kind] = 0;
        }
      }
    },
  });
  const replayed = new Counter({
    name: 'lva_socket_replayed_events_total',
    help: 'Events sent again to clients that came back',
    registers,
  });
  const slowReaders = new Counter({
    name: 'lva_socket_slow_readers_total',
    help: 'Readers that did not keep up, by what became of them',
    labelNames: ['outcome'],
    registers,
  });

  return {
    opened(credential: 'session' | 'token'): void {
      open.inc();
      accepted.inc();
      log.debug({ credential }, 'socket opened');
    },

    refused(reason: string): void {
      refused.inc({ reason });
      log.info({ reason }, 'socket refused');
    },

    closed(code: number): void {
      open.dec();
      closed.inc({ code: KNOWN_CODES.has(code) ? String(code) : 'other' });
      log.debug({ code }, 'socket closed');
    },

    frame(direction: 'in' | 'out', kind: 'text' | 'audio'): void {
      counted[direction][kind] += 1;
    },

    replayed(count: number): void {
      if (count > 0) replayed.inc(count);
    },

    slowReader(outcome: 'paused' | 'closed'): void {
      slowReaders.inc({ outcome });
      if (outcome === 'closed') log.info({ outcome }, 'slow reader');
    },
  };
}

export type SocketEvents = ReturnType<typeof createSocketEvents>;
