import type { Request, RequestHandler } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import { isAllowedOrigin, type OriginPolicy } from '../accounts/origins.ts';
import { AppError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps other sites from acting with a learner's cookie: an unsafe request with one must show that it comes from a page of
 * ours. A bearer token proves that by itself, since no other site has it. Throws 403 `bad_origin`.
 */
export function requireSameOrigin(policy: OriginPolicy & { secureCookies: boolean }): RequestHandler {
  return (req, _res, next) => {
    if (!SAFE_METHODS.has(req.method) && !isTrusted(req, policy)) throw badOrigin();
    next();
  };
}

function isTrusted(req: Request, policy: OriginPolicy & { secureCookies: boolean }): boolean {
  const { session, bearer } = credentialsOf(req.headers, policy.secureCookies);
  if (bearer !== undefined) return true;
  // Browsers set this header themselves; no page can.
  if (req.headers['sec-fetch-site'] === 'same-origin') return true;
  const { origin } = req.headers;
  if (origin !== undefined) return isAllowedOrigin(policy, origin, req.headers.host);
  return session === undefined;
}

function badOrigin(): AppError {
  return new AppError({
    code: 'bad_origin',
    status: 403,
    message: 'This request came from a page that may not make it.',
  });
}
