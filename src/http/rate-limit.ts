import type { RequestHandler } from 'express';
import { rateLimit, type Store } from 'express-rate-limit';
import { clientKey } from '../accounts/client-address.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';

const WINDOW_MS = 60_000;
/** A classroom behind one address, each with a page that polls now and then, stays well below it. */
const REQUESTS_PER_MINUTE = 1200;

export interface RequestLimitOptions {
  logger: Logger;
  limit?: number | undefined;
  /** Shared by all nodes; in memory without it. */
  store?: Store | undefined;
}

/** 429 for a client that asks too often. A store that is down lets requests through: being counted is not worth an outage. */
export function limitRequests({ logger, limit = REQUESTS_PER_MINUTE, store }: RequestLimitOptions): RequestHandler {
  const log = logger.child({ name: 'http' });
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    ...(store && { store }),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    passOnStoreError: true,
    keyGenerator: (req) => clientKey(req.ip),
    handler: (_req, res, next) => {
      const retryAfter = Number(res.getHeader('Retry-After')) || WINDOW_MS / 1000;
      next(
        new AppError({
          code: 'too_many_requests',
          status: 429,
          message: 'Too many requests; wait a little.',
          retryable: true,
          retryAfter,
        }),
      );
    },
    logger: {
      error: (error) => log.warn({ err: error }, 'requests may be counted wrongly'),
      warn: (error) => log.warn({ err: error }, 'requests may be counted wrongly'),
    },
    // The key is the /64 already; the library looks for its own helper's name in our source and would warn.
    validate: { keyGeneratorIpFallback: false },
  });
}
