import type { RequestHandler, Response } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import type { Authenticator, Principal } from '../accounts/principal.ts';
import { AppError, notFound } from '../errors.ts';

const principals = new WeakMap<Response, Principal>();

/** 401 for whoever isn't signed in, or no longer is. */
function unauthenticated(): AppError {
  return new AppError({ code: 'unauthenticated', status: 401, message: 'Sign in first.' });
}

/** Lets only signed-in requests through; handlers behind it ask `principalOf(res)`. Authenticates once a request. */
export function requirePrincipal(authenticator: Authenticator, options: { secureCookies: boolean }): RequestHandler {
  return async (req, res, next) => {
    if (!principals.has(res)) {
      const principal = await authenticator.authenticate(credentialsOf(req.headers, options.secureCookies));
      if (!principal) throw unauthenticated();
      principals.set(res, principal);
    }
    next();
  };
}

/** Behind `requirePrincipal`: for a learner an admin's route is not there at all. */
export const requireAdmin: RequestHandler = (_req, res, next) => {
  if (principalOf(res).role !== 'admin') throw notFound('page');
  next();
};

/** Who is asking. Throws 401 where no `requirePrincipal` came before, so that a forgotten one lets nobody in. */
export function principalOf(res: Response): Principal {
  const principal = principals.get(res);
  if (!principal) throw unauthenticated();
  return principal;
}
