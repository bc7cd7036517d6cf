import express, { type Express, type RequestHandler, type Router } from 'express';
import type { Store } from 'express-rate-limit';
import type { Authenticator } from '../accounts/principal.ts';
import { notFound } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createErrorHandler } from './error-handler.ts';
import { jsonBody } from './json-body.ts';
import { limitRequests } from './rate-limit.ts';
import { requestIds } from './request-id.ts';
import { logRequests } from './request-log.ts';
import { requireSameOrigin } from './same-origin.ts';
import { securityHeaders } from './security-headers.ts';
import { serveClient } from './static-client.ts';

/** Paths that the server answers itself; everything else belongs to the client. */
const SERVER_PATHS = ['/api', '/health', '/metrics', '/docs', '/openapi.json', '/twilio'];
/** Material is larger than anything else; its routers read their own bodies. */
const OWN_BODIES = /^\/api\/(?:documents|uploads(?:\/[^/]*)?)$/;

export interface AppOptions {
  routers: Router[];
  authenticator: Authenticator;
  logger: Logger;
  http: {
    publicUrl?: string | undefined;
    secureCookies: boolean;
    trustedProxies: number;
    allowedOrigins: string[];
  };
  /** Times and counts requests; runs before everything that may refuse one. */
  observe?: RequestHandler | undefined;
  /** Folder of the built client; the API alone is served without it. */
  clientDir?: string | undefined;
  /** Counts requests for all nodes together; in memory without it. */
  requestLimitStore?: Store | undefined;
  requestsPerMinute?: number | undefined;
}

/** The REST door: what every request passes through, in the order of the lines below. */
export function createApp(options: AppOptions): Express {
  const { authenticator, logger, http } = options;
  const { secureCookies, publicUrl } = http;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('trust proxy', http.trustedProxies).set('query parser', 'simple');

  app.use(requestIds, logRequests(logger));
  if (options.observe) app.use(options.observe);
  app.use(securityHeaders({ secure: secureCookies, publicUrl }));
  app.use('/api', limitRequests({ logger, limit: options.requestsPerMinute, store: options.requestLimitStore }));
  app.use('/api', requireSameOrigin(http), neverCached, unlessOwnBody(jsonBody()));
  app.use(refuseNul);
  for (const router of options.routers) app.use(router);
  app.use(SERVER_PATHS, () => {
    throw notFound('resource');
  });
  if (options.clientDir) app.use(serveClient({ dir: options.clientDir, authenticator, secureCookies }));
  app.use(() => {
    throw notFound('page');
  });
  app.use(createErrorHandler(logger));
  return app;
}

/** Answers hold what belongs to one learner; no browser or proxy keeps them unless the route says so. */
const neverCached: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

/** No id and no file has a NUL in it, and PostgreSQL does not even understand the question. */
const refuseNul: RequestHandler = (req, _res, next) => {
  if (req.path.includes('%00')) throw notFound('page');
  next();
};

function unlessOwnBody(parse: RequestHandler): RequestHandler {
  return (req, res, next) => {
    if (OWN_BODIES.test(req.originalUrl.split('?', 1)[0] ?? '')) next();
    else parse(req, res, next);
  };
}
