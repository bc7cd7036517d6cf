import { type RequestHandler, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import { clientKey } from '../accounts/client-address.ts';
import { hashSecret } from '../accounts/secrets.ts';
import { AppError } from '../errors.ts';
import type { CallEvents } from '../events/calls.ts';
import type { RateLimit, RateLimiter, RateLimitState } from '../ports/rate-limiter.ts';
import { MAX_USER_TEXT } from '../protocol/limits.ts';
import type { SignatureCheck } from './signature.ts';

/** A call's webhooks come every few seconds; a number that sends more is no telephone. */
export const WEBHOOKS_OF_A_NUMBER: RateLimit = { limit: 120, windowMs: 60_000 };
/** What isn't signed, from one address: Twilio's own requests are, whichever address they come from. */
export const UNSIGNED_REQUESTS: RateLimit = { limit: 30, windowMs: 60_000 };
/** Twilio's fields are short; a text message has at most 1,600 characters. */
const MAX_BODY = '32kb';

/** What is longer than it can be is cut: an answer that Twilio can't use would end the call. */
const upTo = (characters: number) => z.string().transform((text) => text.slice(0, characters));

/** Fields of a webhook, as far as they are used here. */
const Fields = z.object({
  CallSid: upTo(64).default(''),
  MessageSid: upTo(64).default(''),
  From: upTo(64).default(''),
  Body: upTo(MAX_USER_TEXT).default(''),
  /** Pictures and the like; what is no number tells of none. */
  NumMedia: z.coerce.number().int().nonnegative().catch(0),
  /** Told where Twilio has answered a message by itself. */
  OptOutType: upTo(32).default(''),
  SpeechResult: upTo(MAX_USER_TEXT).optional(),
  Digits: upTo(32).optional(),
  SessionId: upTo(64).default(''),
  StreamSid: upTo(64).default(''),
  SessionStatus: upTo(32).default(''),
  /** Seconds; what is no number tells nothing. */
  SessionDuration: z.coerce.number().nonnegative().optional().catch(undefined),
  ErrorCode: upTo(32).optional(),
  /** Told where another address could not be asked: that one. */
  ErrorUrl: upTo(2000).optional(),
  HandoffData: upTo(1000).optional(),
  CallStatus: upTo(32).default(''),
  DialCallStatus: upTo(32).default(''),
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
