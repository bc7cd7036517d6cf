import { Router } from 'express';
import type { Authenticator } from '../accounts/principal.ts';
import type { Tokens } from '../accounts/tokens.ts';
import { AppError, notFound } from '../errors.ts';
import { CreateTokenBody } from '../protocol/rest/accounts.ts';
import { type IdempotencyDeps, idempotent } from './idempotency.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { toToken } from './representations.ts';
import { parse } from './validate.ts';

export interface TokensDeps {
  tokens: Tokens;
  authenticator: Authenticator;
  idempotency: IdempotencyDeps;
  secureCookies: boolean;
}

/** Bearer tokens for a learner's other clients. */
export function createTokensRouter({ tokens, authenticator, idempotency, secureCookies }: TokensDeps): Router {
  const router = Router();
  router.use('/api/tokens', requirePrincipal(authenticator, { secureCookies }));

  router.get('/api/tokens', async (_req, res) => {
    const list = await tokens.list(principalOf(res).learnerId);
    res.json({ tokens: list.map(toToken) });
  });

  router.post(
    '/api/tokens',
    idempotent(idempotency, async (req, res) => {
      const { learnerId, kind } = principalOf(res);
      // Otherwise a token that leaked could outlive its own revocation.
      if (kind !== 'session') throw sessionNeeded();
      const { name } = parse(CreateTokenBody, req.body);
      return { status: 201, body: await tokens.create(learnerId, name), secret: true };
    }),
  );

  router.delete('/api/tokens/:id', async (req, res) => {
    if (!(await tokens.revoke(principalOf(res).learnerId, req.params.id))) throw notFound('token');
    res.status(204).end();
  });

  return router;
}

function sessionNeeded(): AppError {
  return new AppError({
    code: 'session_needed',
    status: 403,
    message: 'Tokens are made by somebody who is signed in, not by another token.',
  });
}
