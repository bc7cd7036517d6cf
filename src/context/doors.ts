import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Router } from 'express';
import type { Accounts } from '../accounts/create-accounts.ts';
import type { Config } from '../config/config.ts';
import type { Events } from '../events.ts';
import { createAdminRouter } from '../http/admin.ts';
import { createApp } from '../http/app.ts';
import { createHealthRouter } from '../http/health.ts';
import { createHealthCheck, type Probe } from '../http/health-check.ts';
import { createLearnerRouters } from '../http/learner-routers.ts';
import { createMetricsRouter } from '../http/metrics.ts';
import { observeRequests } from '../http/observe-requests.ts';
import { startMetricsSampling } from '../jobs/sample-metrics.ts';
import type { MeaningReport } from '../knowledge/meaning.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import { createRealtimeGateway, type RealtimeGateway } from '../realtime/gateway.ts';
import type { ServiceBoard } from '../service-board.ts';
import type { Recordings } from '../voice/recordings/recordings.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import type { SharedState } from './shared-state.ts';
import type { Speech } from './speech.ts';
import type { Storage } from './storage.ts';
import { openTelephony } from './telephony.ts';

/** 50 MB take that long at 250 kbit/s, as a phone on a bad line has; Node's own five minutes would cut them. */
const REQUEST_TIMEOUT_MS = 30 * 60_000;
/** Longer than the two minutes for which Caddy keeps an idle connection: who closes first may close under a request. */
const KEEP_ALIVE_MS = 130_000;
const CLIENT_DIR = join(import.meta.dirname, '../../dist/client');

export interface DoorParts {
  config: Config;
  logger: Logger;
  events: Events;
  board: ServiceBoard;
  clock: Clock;
  storage: Storage;
  shared: SharedState;
  accounts: Accounts;
  talks: Talks;
  recordings: Recordings;
  voices: VoiceLines;
  speech: Speech;
  documents: Router[];
  search: Router;
  meaning: MeaningReport;
  ingestionQueue: () => Promise<number>;
  isDraining: () => boolean;
  version: string;
  owner: string;
}

/** The HTTP server with all doors on it; not listening yet. */
export async function openDoors(parts: DoorParts, stack: AsyncDisposableStack) {
  const realtime = createRealtimeGateway({
    ...parts.config.http,
    ...parts.shared,
    talks: parts.talks,
    voices: parts.voices,
    board: parts.board,
    clock: parts.clock,
    events: parts.events.sockets,
    logger: parts.logger,
    authenticator: parts.accounts.authenticator,
  });
  const telephony = openTelephony(parts, stack);
  const routers = [...(await createRouters(parts, { realtime, telephony }, stack)), telephony.router];
  const app = createApp({
    routers,
    authenticator: parts.accounts.authenticator,
    logger: parts.logger,
    http: parts.config.http,
    observe: observeRequests(parts.events.http),
    clientDir: CLIENT_DIR,
    requestLimitStore: parts.shared.requestLimitStore,
  });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS }, app);
  server.on('upgrade', (request, socket, head) => {
    const door = request.url?.startsWith('/twilio/') ? telephony.gateway : realtime;
    door.upgrade(request, socket, head);
  });
  stack.defer(() => closeServer(server));
  stack.defer(() => realtime.close());
  stack.defer(() => telephony.gateway.close());
  return { server, realtime, telephony: telephony.gateway };
}

interface OtherDoors {
  realtime: RealtimeGateway;
  telephony: ReturnType<typeof openTelephony>;
}

async function createRouters(parts: DoorParts, { realtime, telephony }: OtherDoors, stack: AsyncDisposableStack) {
  const { config, logger, clock, accounts, storage, events, talks } = parts;
  const asking = { authenticator: accounts.authenticator, secureCookies: config.http.secureCookies };
  const health = createHealthCheck({
    board: parts.board,
    probes: probesOf(parts),
    isDraining: parts.isDraining,
    clock,
    logger,
    node: hostname(),
    appVersion: parts.version,
    meaning: parts.meaning,
  });
  const history = await startMetricsSampling({
    registry: events.registry,
    clock,
    logger,
    sockets: () => realtime.open,
    runningTurns: () => talks.active,
    ingestionQueue: parts.ingestionQueue,
  });
  stack.defer(() => history.stop());
  return [
    createHealthRouter({ health, logger, ...asking }),
    createMetricsRouter({ registry: events.registry, token: config.http.metricsToken }),
    ...createLearnerRouters({
      accounts,
      stores: storage.stores,
      talks,
      recordings: parts.recordings,
      calls: telephony.records,
      eventLog: parts.shared.eventLog,
      signals: parts.shared.signals,
      clock,
      logger,
      adminEmails: config.accounts.adminEmails,
      phoneNumber: config.telephony.kind === 'twilio' ? config.telephony.number : undefined,
      secureCookies: config.http.secureCookies,
      version: parts.version,
    }),
    ...parts.documents,
    parts.search,
    createAdminRouter({
      history,
      health,
      usage: storage.stores.usage,
      calls: config.telephony.kind === 'off' ? undefined : storage.stores.calls,
      liveTurns: () => events.turns.live(),
      clock,
      logger,
      ...asking,
    }),
  ];
}

/** Without its database a node can serve nobody; without Redis it serves those it has, without its bucket all but files. */
function probesOf({ storage, shared }: DoorParts): Probe[] {
  const probes: Probe[] = [{ name: 'database', required: true, check: () => storage.pingDatabase() }];
  if (shared.ping) probes.push({ name: 'redis', required: false, check: shared.ping });
  if (storage.pingFiles) probes.push({ name: 'files', required: false, check: storage.pingFiles });
  return probes;
}

/** Requests that still run are cut: draining has given them their time. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
