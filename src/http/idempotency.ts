import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { AppError, invalid, toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { IdempotencyStore, IdempotentRequest, StoredAnswer } from '../ports/idempotency-store.ts';
import { bodyHashOf } from './json-body.ts';
import { principalOf } from './principal.ts';

/** How long an answer is told again. */
export const IDEMPOTENCY_MS = 24 * 60 * 60_000;
/** A running request renews its reservation; one that has not done so for a minute died with its process. */
const ABANDONED_MS = 60_000;
const RENEW_MS = 20_000;
const KEY = /^[\x21-\x7e]{1,200}$/;

export interface IdempotencyDeps {
  store: IdempotencyStore;
  clock: Clock;
  logger: Logger;
  /** How often a reservation is renewed; less in tests. */
  renewMs?: number;
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
    const request = { learnerId: principalOf(res).learnerId, key, requestHash: hashOf(req, bodyHashOf(req)) };
    const before = await reserve(deps, request);
    if (before === undefined) await runAndStore(deps, request, res, () => create(req, res));
    else if (before.requestHash !== request.requestHash) throw idempotencyKeyReused();
    else sendAgain(res, before.answer);
  };
}

/** A body too large to be kept until it is known: it is taken in as it comes, and known by what it was in the end. */
export interface StreamedBody<T> {
  /** Takes the body in. `bodyHash` undefined: it did not come whole, and may be sent again with the same key. */
  create: (req: Request, res: Response) => Promise<{ status: number; body: T; bodyHash?: string | undefined }>;
  /** Reads the body of a repeat and does nothing with it. @returns its hash, as `create` gives it */
  measure: (req: Request) => Promise<string | undefined>;
  send: (res: Response, answer: { status: number; body: T }) => void;
}

/** `idempotent` for a streamed body. */
export function idempotentStream<T>(deps: IdempotencyDeps, { create, measure, send }: StreamedBody<T>): RequestHandler {
  return async (req, res) => {
    const key = idempotencyKeyOf(req);
    if (key === undefined) return send(res, await create(req, res));
    const request = { learnerId: principalOf(res).learnerId, key, requestHash: hashOf(req, 'streamed') };
    const before = await reserve(deps, request).catch((error: unknown) => {
      // Read and forgotten, so that the answer reaches a client that is still sending.
      req.resume();
      throw error;
    });
    if (before) {
      if (hashOf(req, await measure(req)) !== before.requestHash) throw idempotencyKeyReused();
      return sendAgain(res, before.answer);
    }
    const { bodyHash, ...answer } = await held(deps, request, () => create(req, res));
    if (answer.status >= 400 || bodyHash === undefined) await deps.store.release(request);
    else {
      const stored = { status: answer.status, body: JSON.stringify(answer.body) };
      await deps.store.complete(request, stored, hashOf(req, bodyHash));
    }
    send(res, answer);
  };
}

/** @returns what a request with this key was answered; undefined: the key is the caller's. */
async function reserve(
  deps: IdempotencyDeps,
  request: IdempotentRequest,
): Promise<{ requestHash: string; answer: StoredAnswer } | undefined> {
  const now = deps.clock.now();
  const times = { now, expiredBefore: now - IDEMPOTENCY_MS, abandonedBefore: now - ABANDONED_MS };
  const reservation = await deps.store.reserve(request, times);
  if (reservation.outcome === 'reserved') return undefined;
  if (reservation.outcome === 'answered') return reservation;
  if (reservation.requestHash !== request.requestHash) throw idempotencyKeyReused();
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
  const { status, body, secret } = await held(deps, request, create);
  await deps.store.complete(request, { status, body: secret ? SHOWN_ONCE : JSON.stringify(body) });
  res.status(status).json(body);
}

/** Runs it and keeps its reservation for as long as it runs; one that is refused is as if it had not been. */
async function held<T>(deps: IdempotencyDeps, request: IdempotentRequest, run: () => Promise<T>): Promise<T> {
  const { store, clock, renewMs = RENEW_MS } = deps;
  const log = deps.logger.child({ name: 'http' });
  let cancel: () => void = () => undefined;
  const renewLater = () => {
    cancel = clock.after(renewMs, () => {
      renewLater();
      // One that fails is made up for by the next; a store that stays away is told when the answer is to be kept.
      store.renew(request, clock.now()).catch((error: unknown) => {
        log.warn({ code: toAppError(error).code, err: error }, 'a reservation was not renewed');
      });
    });
  };
  renewLater();
  try {
    return await run();
  } catch (error) {
    await store.release(request);
    throw error;
  } finally {
    cancel();
  }
}

function hashOf(req: Request, bodyHash: string | undefined): string {
  return createHash('sha256')
    .update(`${req.method} ${req.path}\n${bodyHash ?? ''}`)
    .digest('hex');
}
