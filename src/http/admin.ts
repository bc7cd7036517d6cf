import { Router } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import type { Authenticator } from '../accounts/principal.ts';
import type { StartedTurn } from '../events/turns.ts';
import type { Logger } from '../logger.ts';
import type { Call, CallStore } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { UsageStore } from '../ports/usage-store.ts';
import type {
  AdminOverview,
  AdminSnapshot,
  AdminUsage,
  CallRecord,
  ErrorCount,
  Sample,
  SlowTurn,
} from '../protocol/rest/admin.ts';
import type { HealthCheck } from './health-check.ts';
import { requireAdmin, requirePrincipal } from './principal.ts';
import { openEventStream } from './sse.ts';

const USAGE_DAYS = 30;
const MAX_LEARNERS = 20;
const MAX_CALLS = 50;
const MAX_SLOW_TURNS = 10;
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** The recent past of this node; `startMetricsSampling` keeps it. */
interface MetricsHistory {
  samples(): Sample[];
  latest(): Sample;
  errors(): ErrorCount[];
  onSample(listener: (sample: Sample) => void): () => void;
}

export interface AdminDeps {
  history: MetricsHistory;
  health: HealthCheck;
  usage: UsageStore;
  /** Undefined where there is no telephone. */
  calls?: Pick<CallStore, 'recent'> | undefined;
  /** The turns that run on this node. */
  liveTurns: () => StartedTurn[];
  authenticator: Authenticator;
  secureCookies: boolean;
  clock: Clock;
  logger: Logger;
}

/** GET /api/admin/overview and /api/admin/events: what the operator's page shows. For learners there is nothing here. */
export function createAdminRouter(deps: AdminDeps): Router {
  const router = Router();
  const { authenticator, secureCookies, logger } = deps;
  router.use('/api/admin', requirePrincipal(authenticator, { secureCookies }), requireAdmin);

  router.get('/api/admin/overview', async (_req, res) => {
    const [snapshot, usage, slowTurns, calls] = await Promise.all([
      takeSnapshot(deps),
      readUsage(deps),
      readSlowTurns(deps),
      readCalls(deps),
    ]);
    const overview: AdminOverview = {
      ...snapshot,
      samples: deps.history.samples(),
      ...(usage && { usage }),
      ...(slowTurns && { slowTurns }),
      ...(calls && { calls }),
    };
    res.json(overview);
  });

  router.get('/api/admin/events', async (req, res) => {
    const stream = openEventStream(req, res);
    /** A stream outlives many requests: whoever was signed out meanwhile must not go on reading. */
    const send = async () => {
      const principal = await authenticator.authenticate(credentialsOf(req.headers, secureCookies));
      if (principal?.role === 'admin') stream.send('snapshot', await takeSnapshot(deps));
      else stream.end();
    };
    const unsubscribe = deps.history.onSample(() => {
      send().catch((error: unknown) => logger.warn({ err: error }, 'a snapshot could not be sent'));
    });
    stream.onClosed(unsubscribe);
    await send();
  });
  return router;
}

async function takeSnapshot({ history, health, liveTurns }: AdminDeps): Promise<AdminSnapshot> {
  return {
    sample: history.latest(),
    errors: history.errors(),
    liveTurns: liveTurns().map(({ turnId, conversationId, learnerName, door, askedAt }) => ({
      turnId,
      conversationId,
      learnerName,
      door,
      askedAt: new Date(askedAt).toISOString(),
    })),
    health: await health.report(),
  };
}

/** Undefined when the database does not answer: that is when the rest of the page is wanted most. */
async function readUsage({ usage, clock, logger }: AdminDeps): Promise<AdminUsage | undefined> {
  const sinceDay = new Date(clock.now() - (USAGE_DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
  try {
    const [days, models, learners] = await Promise.all([
      usage.perDay(sinceDay),
      usage.perModel(sinceDay),
      usage.perLearner(sinceDay, MAX_LEARNERS),
    ]);
    return { sinceDay, days, models, learners };
  } catch (error) {
    logger.warn({ err: error }, 'usage could not be read');
    return undefined;
  }
}

/** Undefined while the database does not answer. */
async function readSlowTurns({ usage, clock, logger }: AdminDeps): Promise<SlowTurn[] | undefined> {
  try {
    const turns = await usage.slowest(clock.now() - HOUR_MS, MAX_SLOW_TURNS);
    return turns.map((turn) => ({ ...turn, askedAt: new Date(turn.askedAt).toISOString() }));
  } catch (error) {
    logger.warn({ err: error }, 'slow turns could not be read');
    return undefined;
  }
}

/** Undefined without a telephone, or while the database does not answer. */
async function readCalls({ calls, clock, logger }: AdminDeps): Promise<CallRecord[] | undefined> {
  try {
    return (await calls?.recent(clock.now() - DAY_MS, MAX_CALLS))?.map(toCallRecord);
  } catch (error) {
    logger.warn({ err: error }, 'calls could not be read');
    return undefined;
  }
}

function toCallRecord(call: Call): CallRecord {
  const { id, conversationId, mode, status, reconnects, startedAt, durationS, costUsd, errorCode } = call;
  return {
    callId: id,
    ...(conversationId !== undefined && { conversationId }),
    mode,
    status,
    reconnects,
    startedAt: new Date(startedAt).toISOString(),
    ...(durationS !== undefined && { durationS }),
    ...(costUsd !== undefined && { costUsd }),
    ...(errorCode !== undefined && { errorCode }),
  };
}
