import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { AppError, invalid } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdempotencyStore, IdempotentRequest, StoredAnswer } from '../ports/idempotency-store.ts';
import { bodyHashOf } from './json-body.ts';
import { principalOf } from './principal.ts';

/** How long an answer is told again. */
export const IDEMPOTENCY_MS = 24 * 60 * 60_000;
/** Handlers behind this take milliseconds; one that has not ended after a minute died with its process. */
const ABANDONED_MS = 60_000;
const KEY = /^[\x21-\x7e]{1,200}$/;

export interface IdempotencyDeps {
  store: IdempotencyStore;
  clock: Clock;
}

export interface CreatedAnswer {
  status: number;
  body: unknown;
  /** The body holds a secret, which is shown once and stored nowhere: a repeat is told that it was created, not what. */
  secret?: boolean;
}

const SHOWN_ONCE = 'null';

/** The key that the client chose, if it did. Throws `invalid_idempotency_key` (400). */
export function idempotencyKeyOf(req: Request): string | undefined {
  const key = req.get('Idempotency-Key');
  if (key === undefined) return undefined;
  if (KEY.test(key)) return key;
  throw new AppError({
    code: 'invalid_idempotency_key',
    status: 400,
    message: 'An Idempotency-Key has 1 to 200 printable ASCII characters.',
  });
}

/** 422 for a key that came with another request before. */
export function idempotencyKeyReused(): AppError {
  return invalid('idempotency_key_reused', 'This Idempotency-Key was used for a different request.');
}

/**
 * Runs `create` once per `Idempotency-Key` within 24 hours and tells its answer again afterwards. A request that was refused
 * had no effect, so its key can be used again.
 */
export function idempotent(
  deps: IdempotencyDeps,
  create: (req: Request, res: Response) => Promise<CreatedAnswer>,
): RequestHandler {
  return async (req, res) => {
    const key = idempotencyKeyOf(req);
    if (key === undefined) {
      const { status, body } = await create(req, res);
      res.status(status).json(body);
      return;
    }
    const request = { learnerId: principalOf(res).learnerId, key, requestHash: hashOf(req) };
    const before = await answeredBefore(deps, request);
    if (before) sendAgain(res, before);
    else await runAndStore(deps, request, res, () => create(req, res));
  };
}

async function answeredBefore(deps: IdempotencyDeps, request: IdempotentRequest): Promise<StoredAnswer | undefined> {
  const now = deps.clock.now();
  const times = { now, expiredBefore: now - IDEMPOTENCY_MS, abandonedBefore: now - ABANDONED_MS };
  const reservation = await deps.store.reserve(request, times);
  if (reservation.outcome === 'reserved') return undefined;
  if (reservation.requestHash !== request.requestHash) throw idempotencyKeyReused();
  if (reservation.outcome === 'answered') return reservation.answer;
  throw new AppError({
    code: 'idempotency_in_progress',
    status: 409,
    message: 'The first request with this Idempotency-Key is still running.',
    retryable: true,
    retryAfter: 1,
  });
}

function sendAgain(res: Response, answer: StoredAnswer): void {
  if (answer.body === SHOWN_ONCE) {
    throw new AppError({
      code: 'already_created',
      status: 409,
      message: 'This was created before, and its secret is shown only once. Revoke it and make another.',
    });
  }
  res.status(answer.status).set('Idempotent-Replayed', 'true').type('application/json').send(answer.body);
}

async function runAndStore(
  deps: IdempotencyDeps,
  request: IdempotentRequest,
  res: Response,
  create: () => Promise<CreatedAnswer>,
): Promise<void> {
  const { status, body, secret } = await create().catch(async (error: unknown) => {
    await deps.store.release(request);
    throw error;
  });
  await deps.store.complete(request, { status, body: secret ? SHOWN_ONCE : JSON.stringify(body) });
  res.status(status).json(body);
}

function hashOf(req: Request): string {
  return createHash('sha256')
    .update(`${req.method} ${req.path}\n${bodyHashOf(req) ?? ''}`)
    .digest('hex');
}
