import type { Logger } from '../logger.ts';
import type { SessionStore, TokenStore } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Authenticator, Principal } from './principal.ts';
import { roleOf } from './roles.ts';
import { hashSecret, TOKEN_PREFIX } from './secrets.ts';
import { isAlive } from './sessions.ts';

/** `lastSeenAt` is written at most this often, so that reading does not become writing. */
const TOUCH_MS = 60_000;

export interface AuthenticatorDeps {
  sessions: SessionStore;
  tokens: TokenStore;
  clock: Clock;
  logger: Logger;
  adminEmails: readonly string[];
}

/** Looks sessions and bearer tokens up by their hashes; what ran out counts as not there. */
export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  const { sessions, tokens, clock, adminEmails } = deps;
  const log = deps.logger.child({ name: 'accounts' });

  /** Not noting a use must not keep anybody out: the sign-in merely looks older than it is. */
  const touch = async (seenAt: number | undefined, write: (now: number) => Promise<void>): Promise<void> => {
    const now = clock.now();
    if (seenAt !== undefined && now - seenAt < TOUCH_MS) return;
    await write(now).catch((error: unknown) => log.warn({ err: error }, 'use of a sign-in not noted'));
  };

  const bySession = async (token: string): Promise<Principal | undefined> => {
    const found = await sessions.findByTokenHash(hashSecret(token));
    if (!found || !isAlive(found.session, clock.now())) return undefined;
    const { session, learner } = found;
    await touch(session.lastSeenAt, (now) => sessions.touch(session.id, now));
    return {
      learnerId: learner.id,
      name: learner.name,
      role: roleOf(learner, adminEmails),
      credentialId: session.id,
      kind: 'session',
      expiresAt: session.expiresAt,
    };
  };

  const byToken = async (bearer: string): Promise<Principal | undefined> => {
    if (!bearer.startsWith(TOKEN_PREFIX)) return undefined;
    const found = await tokens.findByTokenHash(hashSecret(bearer));
    if (!found) return undefined;
    const { token, learner } = found;
    await touch(token.lastUsedAt, (now) => tokens.touch(token.id, now));
    return {
      learnerId: learner.id,
      name: learner.name,
      role: roleOf(learner, adminEmails),
      credentialId: token.id,
      kind: 'token',
    };
  };

  return {
    async authenticate({ session, bearer }) {
      if (bearer !== undefined) return byToken(bearer);
      return session === undefined ? undefined : bySession(session);
    },
  };
}
