import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { Call } from '../ports/call-store.ts';

/** Telephone calls. Never a number and nothing that was said. */
export function createCallEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'telephony' });
  const registers = [registry];
  let countRunning = (): number => 0;
  new Gauge({
    name: 'lva_calls_running',
    help: 'Calls going on at this node',
    registers,
    collect() {
      this.set(countRunning());
    },
  });
  const calls = new Counter({
    name: 'lva_calls_total',
    help: 'Calls that ended, by mode and status',
    labelNames: ['mode', 'status'],
    registers,
  });
  const refusals = new Counter({
    name: 'lva_calls_refused_total',
    help: 'Requests and calls that were refused, by reason',
    labelNames: ['reason'],
    registers,
  });
  const lost = new Counter({
    name: 'lva_call_sockets_lost_total',
    help: 'Sockets of calls that were lost, by how the call went on',
    labelNames: ['mode'],
    registers,
  });
  const seconds = new Histogram({
    name: 'lva_call_seconds',
    help: 'Length of calls',
    buckets: [10, 30, 60, 180, 600, 1800, 3600],
    registers,
  });
  const cost = new Counter({ name: 'lva_call_cost_usd_total', help: 'Estimated cost of calls', registers });

  return {
    /** Counted whenever somebody looks: what is added and taken away drifts when a call ends at another node. */
    countRunning(count: () => number): void {
      countRunning = count;
    },

    began(mode: Call['mode']): void {
      log.info({ mode }, 'call began');
    },

    ended({ id, mode, status, durationS, costUsd, reconnects }: Call): void {
      calls.inc({ mode, status });
      if (durationS !== undefined) seconds.observe(durationS);
      if (costUsd !== undefined) cost.inc(costUsd);
      log.info({ callId: id, mode, status, durationS, reconnects }, 'call ended');
    },

    /** @param reason `signature`, `busy`, `rate`, `token` */
    refused(reason: string): void {
      refusals.inc({ reason });
      log.warn({ reason }, 'a request of the telephone was refused');
    },

    socketLost(mode: Call['mode']): void {
      lost.inc({ mode });
      log.warn({ mode }, 'the socket of a call was lost');
    },
  };
}

export type CallEvents = ReturnType<typeof createCallEvents>;
