import { Router } from 'express';
import type { Invites } from '../accounts/invites.ts';
import type { Authenticator } from '../accounts/principal.ts';
import { type IdempotencyDeps, idempotent } from './idempotency.ts';
import { principalOf, requireAdmin, requirePrincipal } from './principal.ts';
import { instant } from './representations.ts';

export interface InvitesDeps {
  invites: Invites;
  authenticator: Authenticator;
  idempotency: IdempotencyDeps;
  secureCookies: boolean;
}

/** Invitations to sign up, made by admins. */
export function createInvitesRouter({ invites, authenticator, idempotency, secureCookies }: InvitesDeps): Router {
  const router = Router();
  router.post(
    '/api/admin/invites',
    requirePrincipal(authenticator, { secureCookies }),
    requireAdmin,
    idempotent(idempotency, async (_req, res) => {
      const { id, invite, expiresAt } = await invites.create(principalOf(res).learnerId);
      return { status: 201, body: { id, invite, expiresAt: instant(expiresAt) }, secret: true };
    }),
  );
  return router;
}
