import type { IncomingMessage } from 'node:http';
import { clientAddress, clientKey } from '../accounts/client-address.ts';
import { type Credentials, credentialsOf } from '../accounts/credentials.ts';
import { isAllowedOrigin, type OriginPolicy } from '../accounts/origins.ts';
import type { Authenticator, Principal } from '../accounts/principal.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { RateLimit, RateLimiter } from '../ports/rate-limiter.ts';
import { SUBPROTOCOL } from '../protocol/limits.ts';

const REALTIME_PATH = '/api/realtime';

/** Failed attempts of one address: tokens can't be guessed anyway, but whoever tries should not cost us look-ups. */
export const FAILED_UPGRADES: RateLimit = { limit: 30, windowMs: 60_000 };

/** A token takes 47 characters. */
const BEARER = /^bearer\.([A-Za-z0-9_-]{1,100})$/;

export interface UpgradeRules extends OriginPolicy {
  authenticator: Authenticator;
  rateLimiter: RateLimiter;
  logger: Logger;
  secureCookies: boolean;
  /** Reverse proxies in front, each of which appends to `X-Forwarded-For`. */
  trustedProxies: number;
}

/** Who opens a socket, and what they showed for it. */
export interface Admitted {
  principal: Principal;
  /** Whether what they showed is still good. Rejects where that can't be found out. */
  stillHolds(): Promise<boolean>;
}

/** Who wants to open a socket. Throws the refusal: 400, 401, 403, 404 or 429. */
export async function authenticateUpgrade(rules: UpgradeRules, request: IncomingMessage): Promise<Admitted> {
  checkPath(request);
  const offered = offeredProtocols(request);
  const key = `socket:failed:${clientKey(clientAddress(request, rules.trustedProxies))}`;
  await checkFailures(rules, key);
  try {
    return await identify(rules, request, offered);
  } catch (error) {
    if (error instanceof AppError && error.status < 500) await countFailure(rules, key);
    throw error;
  }
}

function checkPath(request: IncomingMessage): void {
  const [path] = (request.url ?? '').split('?');
  if (path !== REALTIME_PATH) throw refusal(404, 'not_found', 'No socket is served here.');
}

function offeredProtocols(request: IncomingMessage): string[] {
  const header = request.headers['sec-websocket-protocol'];
  if (header === undefined) return [];
  const offered = header.split(',').map((protocol) => protocol.trim());
  if (!offered.includes(SUBPROTOCOL)) {
    throw refusal(400, 'unknown_subprotocol', `This server speaks ${SUBPROTOCOL}.`);
  }
  return offered;
}

async function identify(rules: UpgradeRules, request: IncomingMessage, offered: string[]): Promise<Admitted> {
  const credentials = credentialsOfUpgrade(request, offered, rules.secureCookies);
  // A cookie comes along by itself, also from a stranger's page; a token does not.
  if (credentials.session !== undefined) checkOrigin(rules, request);
  const principal = await rules.authenticator.authenticate(credentials);
  if (!principal) throw refusal(401, 'not_signed_in', 'Sign in first.');
  const stillHolds = async () => (await rules.authenticator.authenticate(credentials)) !== undefined;
  return { principal, stillHolds };
}

function credentialsOfUpgrade(request: IncomingMessage, offered: string[], secureCookies: boolean): Credentials {
  for (const protocol of offered) {
    const bearer = BEARER.exec(protocol)?.[1];
    if (bearer !== undefined) return { bearer };
  }
  return credentialsOf(request.headers, secureCookies);
}

function checkOrigin(rules: UpgradeRules, request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && isAllowedOrigin(rules, origin, host)) return;
  throw refusal(403, 'origin_not_allowed', 'Sockets may not be opened from this site.');
}

async function checkFailures({ rateLimiter, logger }: UpgradeRules, key: string): Promise<void> {
  const state = await rateLimiter.peek(key, FAILED_UPGRADES).catch((error: unknown) => {
    logger.warn({ err: error }, 'failed upgrades could not be looked up, letting this one through');
    return undefined;
  });
  if (state?.allowed !== false) return;
  const retryAfter = Math.ceil(state.resetMs / 1000);
  throw refusal(429, 'too_many_attempts', 'Too many failed attempts. Wait a moment.', retryAfter);
}

async function countFailure({ rateLimiter, logger }: UpgradeRules, key: string): Promise<void> {
  await rateLimiter
    .consume(key, FAILED_UPGRADES)
    .catch((error: unknown) => logger.warn({ err: error }, 'a failed upgrade could not be counted'));
}

/** An answer to an upgrade that is not accepted. */
export function refusal(status: number, code: string, message: string, retryAfter?: number): AppError {
  return new AppError({
    code,
    status,
    message,
    retryable: retryAfter !== undefined,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}
