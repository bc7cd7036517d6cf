import { unavailable } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { HealthReport, HealthStatus, PartHealth, Readiness } from '../protocol/rest/health.ts';
import type { ServiceBoard } from '../service-board.ts';

const PROBE_MS = 2000;
/** Health is public: however often it is asked for, the parts are probed once in this time. */
const FRESH_MS = 1000;

/** Asks one part whether it works: resolves, or throws the reason. */
export interface Probe {
  name: string;
  /** A node without this part can't serve anyone: it is not ready, and health is `down`. */
  required: boolean;
  check(signal: AbortSignal): Promise<void>;
}

export interface HealthCheckDeps {
  board: ServiceBoard;
  /** The database, the migrations, Redis where there is one. */
  probes: Probe[];
  isDraining: () => boolean;
  clock: Clock;
  logger: Logger;
  node: string;
  appVersion: string;
  probeMs?: number;
  /** How search by meaning is doing; left out of the report where it can't be known. */
  meaning?: () => Promise<NonNullable<HealthReport['meaning']>>;
}

export interface HealthCheck {
  report(): Promise<HealthReport>;
  readiness(): Promise<Readiness>;
}

/** Brings together what the probes find and what the parts say of themselves. */
export function createHealthCheck(deps: HealthCheckDeps): HealthCheck {
  const startedAt = new Date(deps.clock.now()).toISOString();
  const required = new Set(deps.probes.filter((probe) => probe.required).map((probe) => probe.name));
  const failing = new Set<string>();
  let last: { at: number; parts: Promise<PartHealth[]> } | undefined;

  /** Probes go on while a part is down; only the first failure and the recovery are news. */
  function logChange(part: PartHealth): void {
    if (part.state === 'down' && !failing.has(part.name)) {
      failing.add(part.name);
      deps.logger.warn({ part: part.name, reason: part.reason }, 'a probed part does not work');
    } else if (part.state === 'ok' && failing.delete(part.name)) {
      deps.logger.info({ part: part.name }, 'a probed part works again');
    }
  }

  async function probeAll(): Promise<PartHealth[]> {
    const parts = await Promise.all(deps.probes.map((probe) => probeOnce(probe, deps)));
    for (const part of parts) logChange(part);
    return parts;
  }

  function probed(): Promise<PartHealth[]> {
    const now = deps.clock.now();
    // Either way: a clock that was set back must not keep an old finding alive.
    if (!last || Math.abs(now - last.at) >= FRESH_MS) {
      last = { at: now, parts: probeAll() };
    }
    return last.parts;
  }

  /** The database may be what is down: the report comes all the same. */
  async function meaningReport(): Promise<Pick<HealthReport, 'meaning'>> {
    try {
      return deps.meaning ? { meaning: await deps.meaning() } : {};
    } catch (error) {
      deps.logger.warn({ err: error }, 'the progress of embedding could not be counted');
      return {};
    }
  }

  return {
    async report() {
      const parts = await probed();
      const all = [...parts, ...servicesOf(deps.board)];
      return {
        status: statusOf(all, required),
        node: deps.node,
        versions: { app: deps.appVersion, node: process.versions.node },
        startedAt,
        draining: deps.isDraining(),
        parts: all,
        ...(await meaningReport()),
      };
    },

    async readiness() {
      const parts = await probed();
      const names = parts.filter((part) => part.state === 'down' && required.has(part.name)).map((part) => part.name);
      if (deps.isDraining()) names.push('draining');
      return { status: names.length === 0 ? 'ready' : 'not_ready', failing: names };
    },
  };
}

/** Never throws: a part that fails, or says nothing in time, is down. */
async function probeOnce(probe: Probe, deps: HealthCheckDeps): Promise<PartHealth> {
  const { clock, probeMs = PROBE_MS } = deps;
  const startedAt = clock.now();
  const controller = new AbortController();
  const late = unavailable('probe_timeout', `no answer within ${probeMs} ms`);
  const cancel = clock.after(probeMs, () => controller.abort(late));
  try {
    await Promise.race([probe.check(controller.signal), whenAborted(controller.signal)]);
    return { name: probe.name, state: 'ok', ms: Math.max(0, clock.now() - startedAt) };
  } catch (error) {
    return { name: probe.name, state: 'down', reason: reasonOf(error), ms: Math.max(0, clock.now() - startedAt) };
  } finally {
    cancel();
  }
}

/** For probes that do not listen to their signal. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'failed without a reason';
}

function servicesOf(board: ServiceBoard): PartHealth[] {
  return Object.entries(board.reports()).map(([name, { state, reason }]) =>
    reason === undefined ? { name, state } : { name, state, reason },
  );
}

function statusOf(parts: PartHealth[], required: Set<string>): HealthStatus {
  if (parts.some((part) => part.state === 'down' && required.has(part.name))) return 'down';
  return parts.some((part) => part.state === 'down' || part.state === 'degraded') ? 'degraded' : 'ok';
}
