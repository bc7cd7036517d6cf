import { type RequestHandler, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { clientKey } from '../accounts/client-address.ts';
import { hashSecret } from '../accounts/secrets.ts';
import { AppError } from '../errors.ts';
import type { CallEvents } from '../events/calls.ts';
import type { RateLimit, RateLimiter, RateLimitState } from '../ports/rate-limiter.ts';
import type { SignatureCheck } from './signature.ts';

/** A call's webhooks come every few seconds; a number that sends more is no telephone. */
export const WEBHOOKS_OF_A_NUMBER: RateLimit = { limit: 120, windowMs: 60_000 };
/** What isn't signed, from one address: Twilio's own requests are, whichever address they come from. */
export const UNSIGNED_REQUESTS: RateLimit = { limit: 30, windowMs: 60_000 };
/** Twilio's fields are short; a text message has at most 1,600 characters. */
const MAX_BODY = '32kb';

/** Fields of a webhook, as far as they are used here. */
const Fields = z.object({
  CallSid: z.string().max(64).default(''),
  MessageSid: z.string().max(64).default(''),
  From: z.string().max(64).default(''),
  Body: z.string().max(4000).default(''),
  SpeechResult: z.string().max(4000).optional(),
  Digits: z.string().max(32).optional(),
  SessionId: z.string().max(64).default(''),
  StreamSid: z.string().max(64).default(''),
  SessionStatus: z.string().max(32).default(''),
  /** Seconds; what is no number tells nothing. */
  SessionDuration: z.coerce.number().nonnegative().optional().catch(undefined),
  ErrorCode: z.string().max(32).optional(),
  /** Told where another address could not be asked: that one. */
  ErrorUrl: z.string().max(2000).optional(),
  HandoffData: z.string().max(1000).optional(),
  CallStatus: z.string().max(32).default(''),
  DialCallStatus: z.string().max(32).default(''),
  CallDuration: z.coerce.number().int().nonnegative().optional(),
});
export type WebhookFields = z.infer<typeof Fields>;

export interface WebhookGuard {
  /** Undefined where there is no auth token: everything is refused then. */
  signatures: SignatureCheck | undefined;
  rateLimiter: RateLimiter;
  events: CallEvents;
}

const RawFields = z.record(z.string(), z.string());

/** Lets signed requests through, with their fields read; everything else gets 403 before anything was done. */
export function signedOnly({ signatures, rateLimiter, events }: WebhookGuard): Router {
  const router = Router();
  const checkSignature: RequestHandler = async (req, res, next) => {
    const fields = RawFields.safeParse(req.body ?? {});
    const signature = req.get('x-twilio-signature');
    if (!fields.success || !signatures?.webhook(req.originalUrl, fields.data, signature)) {
      const { allowed, resetMs } = await countUnsigned(rateLimiter, req.ip);
      if (!allowed) throw tooMany(resetMs);
      events.refused('signature');
      throw new AppError({ code: 'bad_signature', status: 403, message: 'This request is not signed by Twilio.' });
    }
    res.locals['fields'] = Fields.parse(fields.data);
    next();
  };
  const limitNumber: RequestHandler = async (_req, res, next) => {
    const { From, CallSid } = fieldsOf(res);
    const key = `telephone:${hashSecret(From || CallSid)}`;
    const { allowed, resetMs } = await rateLimiter.consume(key, WEBHOOKS_OF_A_NUMBER);
    if (!allowed) {
      events.refused('rate');
      throw tooMany(resetMs);
    }
    next();
  };
  router.use(urlencoded({ extended: false, limit: MAX_BODY, parameterLimit: 200 }), checkSignature, limitNumber);
  return router;
}

/** What `signedOnly` has read. */
export function fieldsOf(res: Response): WebhookFields {
  return Fields.parse(res.locals['fields']);
}

/** One more request or upgrade that Twilio did not sign. */
export function countUnsigned(rateLimiter: RateLimiter, address: string | undefined): Promise<RateLimitState> {
  return rateLimiter.consume(`telephone:unsigned:${clientKey(address)}`, UNSIGNED_REQUESTS);
}

function tooMany(resetMs: number): AppError {
  return new AppError({
    code: 'too_many_requests',
    status: 429,
    message: 'Too many requests; wait a little.',
    retryable: true,
    retryAfter: Math.max(1, Math.ceil(resetMs / 1000)),
  });
}
