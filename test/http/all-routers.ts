import type { Router } from 'express';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createWebFetcher } from '../../src/adapters/web/web-fetcher.ts';
import { createAdminRouter } from '../../src/http/admin.ts';
import { createDocumentsRouter } from '../../src/http/documents.ts';
import { createHealthRouter } from '../../src/http/health.ts';
import { createHealthCheck } from '../../src/http/health-check.ts';
import { createMetricsRouter } from '../../src/http/metrics.ts';
import { createUploadsRouter } from '../../src/http/uploads.ts';
import { startMetricsSampling } from '../../src/jobs/sample-metrics.ts';
import { createLibrary } from '../../src/knowledge/library.ts';
import { createResumableUploads } from '../../src/knowledge/resumable-uploads.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { searchRouter } from './search-world.ts';
import { openWorld, type WorldParts } from './world.ts';

/** A world with every router of the server, as the composition root mounts them. */
export async function openWholeWorld() {
  return openWorld({ routers: otherRouters });
}

async function otherRouters(parts: WorldParts): Promise<Router[]> {
  const { stores, blobs, accounts, signals, events, logger, clock } = parts;
  const asking = { authenticator: accounts.authenticator, secureCookies: false };
  const { registry } = events;
  const health = createHealthCheck({
    board: new ServiceBoard(),
    probes: [],
    isDraining: () => false,
    clock: systemClock,
    logger,
    node: 'test',
    appVersion: '0.0.0',
  });
  const history = await startMetricsSampling({
    registry,
    clock: systemClock,
    logger,
    sockets: () => 0,
    runningTurns: () => 0,
  });
  parts.closing.push(() => history.stop());
  const library = createLibrary({
    documents: stores.documents,
    embedding: async () => ({ texts: 0, embedded: 0 }),
    blobs,
    signals,
    clock,
    web: createWebFetcher({ clock }),
    onQueued: () => undefined,
    onRemoved: () => undefined,
  });
  const uploads = createResumableUploads({
    ...{ uploads: stores.uploads, library, blobs, clock },
    onRemoved: () => undefined,
  });
  return [
    createUploadsRouter({ uploads, library, ...asking }),
    createDocumentsRouter({
      library,
      signals,
      clock,
      idempotency: { store: stores.idempotency, clock, logger },
      logger,
      ...asking,
    }),
    // Nobody asks it anything here that vectors would be needed for.
    searchRouter(parts, createChromaVectorStore({ url: () => 'http://127.0.0.1:9' })),
    createHealthRouter({ health, logger, ...asking }),
    createMetricsRouter({ registry }),
    createAdminRouter({ history, health, usage: stores.usage, liveTurns: () => [], clock, logger, ...asking }),
  ];
}

/** Every method and path template that routers answer, as OpenAPI writes them: `GET /api/me/devices/{id}`. */
export function routesOf(routers: Router[]): string[] {
  const routes = routers.flatMap(({ stack }) =>
    stack.flatMap(({ route }) => {
      if (!route) return [];
      const path = String(route.path).replace(/:(\w+)/g, '{$1}');
      return route.stack.map(({ method }) => `${method?.toUpperCase() ?? 'ALL'} ${path}`);
    }),
  );
  // One may be handled in several steps.
  return [...new Set(routes)];
}
