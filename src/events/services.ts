import { Counter, Gauge, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { ServiceName, ServiceReport } from '../service-board.ts';

const GAUGE_OF = { ok: 1, degraded: 0.5, off: 0 } as const;

/** How the parts of the tutor are. */
export function createServiceEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'services' });
  const registers = [registry];
  const state = new Gauge({
    name: 'lva_service_state',
    help: '1 ok, 0.5 degraded, 0 off',
    labelNames: ['service'],
    registers,
  });
  const changes = new Counter({
    name: 'lva_service_changes_total',
    help: 'Changes of state',
    labelNames: ['service', 'state'],
    registers,
  });

  const limitsAway = new Counter({
    name: 'lva_limits_local_total',
    help: 'Times that attempts began to be counted on this node alone',
    registers,
  });

  return {
    limitsAway(error: unknown): void {
      limitsAway.inc();
      log.warn({ err: error }, 'attempts are counted on this node alone');
    },

    changed(service: ServiceName, report: ServiceReport): void {
      state.set({ service }, GAUGE_OF[report.state]);
      changes.inc({ service, state: report.state });
      log[report.state === 'degraded' ? 'warn' : 'info']({ service, ...report }, 'service changed');
    },
  };
}

export type ServiceEvents = ReturnType<typeof createServiceEvents>;
