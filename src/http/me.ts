import { Router } from 'express';
import type { Authenticator, Principal } from '../accounts/principal.ts';
import type { Profile } from '../accounts/profile.ts';
import type { Sessions } from '../accounts/sessions.ts';
import { notFound } from '../errors.ts';
import { DeleteMeBody, UpdateMeBody } from '../protocol/rest/accounts.ts';
import { type ExportDeps, exportLearner } from './export-learner.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { instant, toAccount, toDevice } from './representations.ts';
import { clearSessionCookie } from './session-cookie.ts';
import { streamText } from './stream-text.ts';
import { parse } from './validate.ts';

export interface MeDeps extends ExportDeps {
  profile: Profile;
  sessions: Sessions;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** A learner's own account: profile, devices, export, deletion. */
export function createMeRouter(deps: MeDeps): Router {
  const { profile, sessions, secureCookies, clock } = deps;
  const router = Router();
  router.use('/api/me', requirePrincipal(deps.authenticator, { secureCookies }));

  router.get('/api/me', async (_req, res) => {
    const { learnerId, role } = principalOf(res);
    res.json(toAccount(await profile.get(learnerId), role));
  });

  router.patch('/api/me', async (req, res) => {
    const principal = principalOf(res);
    const origin = { sessionId: sessionIdOf(principal), address: req.ip ?? '' };
    const learner = await profile.change(principal.learnerId, parse(UpdateMeBody, req.body), origin);
    res.json(toAccount(learner, principal.role));
  });

  router.delete('/api/me', async (req, res) => {
    const { password } = parse(DeleteMeBody, req.body);
    await profile.remove(principalOf(res).learnerId, password, req.ip ?? '');
    clearSessionCookie(res, secureCookies);
    res.status(204).end();
  });

  router.get('/api/me/devices', async (_req, res) => {
    const { learnerId, credentialId } = principalOf(res);
    const list = await sessions.list(learnerId);
    res.json({ devices: list.map((session) => toDevice(session, credentialId)) });
  });

  router.delete('/api/me/devices/:id', async (req, res) => {
    if (!(await sessions.revoke(principalOf(res).learnerId, req.params.id))) throw notFound('device');
    res.status(204).end();
  });

  router.get('/api/me/export', async (_req, res) => {
    const { learnerId, role } = principalOf(res);
    const account = toAccount(await profile.get(learnerId), role);
    const day = instant(clock.now()).slice(0, 10);
    res.attachment(`learning-voice-agent-${day}.json`).type('application/json');
    await streamText(res, exportLearner(deps, learnerId, account));
  });

  return router;
}

function sessionIdOf(principal: Principal): string | undefined {
  return principal.kind === 'session' ? principal.credentialId : undefined;
}
