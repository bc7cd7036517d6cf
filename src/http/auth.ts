import { type Request, Router } from 'express';
import { credentialsOf } from '../accounts/credentials.ts';
import type { Authenticator } from '../accounts/principal.ts';
import type { Profile } from '../accounts/profile.ts';
import { roleOf } from '../accounts/roles.ts';
import type { ClientInfo, Sessions } from '../accounts/sessions.ts';
import type { SignedIn, SignIn } from '../accounts/sign-in.ts';
import type { SignUp } from '../accounts/sign-up.ts';
import { type SessionAnswer, SignInBody, SignUpBody } from '../protocol/rest/accounts.ts';
import { instant, toAccount } from './representations.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { parse } from './validate.ts';

export interface AuthDeps {
  signUp: SignUp;
  signIn: SignIn;
  sessions: Sessions;
  profile: Profile;
  authenticator: Authenticator;
  adminEmails: readonly string[];
  secureCookies: boolean;
}

/** Sign-up, sign-in, sign-out, and the question who is signed in. */
export function createAuthRouter(deps: AuthDeps): Router {
  const { secureCookies, adminEmails } = deps;
  const router = Router();
  const cookieOf = (req: Request) => credentialsOf({ ...req.headers, authorization: undefined }, secureCookies).session;
  const answer = ({ learner, session }: Pick<SignedIn, 'learner' | 'session'>): SessionAnswer => ({
    user: toAccount(learner, roleOf(learner, adminEmails)),
    session: { id: session.id, expiresAt: instant(session.expiresAt) },
  });

  router.post('/api/auth/sign-up/email', async (req, res) => {
    const signedIn = await deps.signUp(parse(SignUpBody, req.body), clientOf(req), cookieOf(req));
    setSessionCookie(res, secureCookies, { token: signedIn.token, expiresAt: signedIn.session.expiresAt });
    res.json(answer(signedIn));
  });

  router.post('/api/auth/sign-in/email', async (req, res) => {
    const signedIn = await deps.signIn(parse(SignInBody, req.body), clientOf(req), cookieOf(req));
    setSessionCookie(res, secureCookies, { token: signedIn.token, expiresAt: signedIn.session.expiresAt });
    res.json(answer(signedIn));
  });

  /** Works without a session too: whoever is not signed in is signed out. */
  router.post('/api/auth/sign-out', async (req, res) => {
    const token = cookieOf(req);
    if (token !== undefined) await deps.sessions.revokeToken(token);
    clearSessionCookie(res, secureCookies);
    res.status(204).end();
  });

  /** `null` when nobody is signed in with a cookie; clients with a bearer token ask `GET /api/me`. */
  router.get('/api/auth/get-session', async (req, res) => {
    const principal = await deps.authenticator.authenticate({ session: cookieOf(req) });
    if (principal?.expiresAt === undefined) {
      res.json(null);
      return;
    }
    const learner = await deps.profile.get(principal.learnerId);
    const session = { id: principal.credentialId, expiresAt: instant(principal.expiresAt) };
    res.json({ user: toAccount(learner, principal.role), session } satisfies SessionAnswer);
  });

  return router;
}

/** Where a request comes from, as far as it says. */
function clientOf(req: Request): ClientInfo {
  return { userAgent: req.headers['user-agent'] ?? '', address: req.ip ?? '' };
}
