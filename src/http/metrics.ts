import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type RequestHandler, Router } from 'express';
import type { Registry } from 'prom-client';
import { AppError, notFound } from '../errors.ts';

/** Any of these says that somebody passed the request on: its sender is not this machine. */
const FORWARDING_HEADERS = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];
const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

export interface MetricsDeps {
  registry: Registry;
  /** Bearer token that opens the door; only this machine may come in without one. */
  token?: string | undefined;
}

/** GET /metrics in the Prometheus text format. */
export function createMetricsRouter({ registry, token }: MetricsDeps): Router {
  const router = Router();
  router.get('/metrics', token === undefined ? onlyLoopback : onlyWithToken(token), async (_req, res) => {
    res.set({ 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).send(await registry.metrics());
  });
  return router;
}

/** The address of the connection itself counts, not `req.ip`, which a header can change behind a trusted proxy. */
const onlyLoopback: RequestHandler = (req, _res, next) => {
  if (!isDirectLoopback(req)) throw notFound('page');
  next();
};

function isDirectLoopback(req: IncomingMessage): boolean {
  if (FORWARDING_HEADERS.some((header) => req.headers[header] !== undefined)) return false;
  return LOOPBACK.test(req.socket.remoteAddress ?? '');
}

function onlyWithToken(token: string): RequestHandler {
  const expected = digest(`Bearer ${token}`);
  return (req, res, next) => {
    // Digests have one length, so the comparison tells nothing about the token, not even how long it is.
    if (!timingSafeEqual(digest(req.headers.authorization ?? ''), expected)) {
      res.set('WWW-Authenticate', 'Bearer');
      throw new AppError({ code: 'unauthenticated', status: 401, message: 'The metrics need their token.' });
    }
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
