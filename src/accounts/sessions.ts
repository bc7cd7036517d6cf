import { newId } from '../ids.ts';
import type { Session, SessionStore } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signals } from '../ports/signals.ts';
import { hashSecret, newSecret } from './secrets.ts';

const DAY = 24 * 60 * 60_000;
/** Without a request for this long a sign-in ends. */
export const SESSION_IDLE_MS = 14 * DAY;
/** However much it is used, a sign-in ends after this. */
export const SESSION_ABSOLUTE_MS = 90 * DAY;
const MAX_USER_AGENT = 300;

/** From where a request came, as the learner later sees it in the list of devices. */
export interface ClientInfo {
  userAgent: string;
  address: string;
}

/** The devices that learners are signed in on. Whoever ends a sign-in tells its open sockets too. */
export interface Sessions {
  /** @returns the token, which is shown this once, and the session. */
  start(learnerId: string, client: ClientInfo): Promise<{ token: string; session: Session }>;
  /** Newest first, without those that have run out. */
  list(learnerId: string): Promise<Session[]>;
  /** False when it isn't there or isn't this learner's. */
  revoke(learnerId: string, id: string): Promise<boolean>;
  /** Ends the session that this token opens, whosever it is; unknown tokens are left alone. */
  revokeToken(token: string): Promise<void>;
  revokeOthers(learnerId: string, keepId: string | undefined): Promise<void>;
  /** Deletes what has run out; gives how many. For a job that runs now and then. */
  removeExpired(): Promise<number>;
}

/** Whether a session still holds. */
export function isAlive(session: Pick<Session, 'lastSeenAt' | 'expiresAt'>, now: number): boolean {
  return now < session.expiresAt && now < session.lastSeenAt + SESSION_IDLE_MS;
}

export function createSessions(deps: { store: SessionStore; signals: Signals; clock: Clock }): Sessions {
  const { store, signals, clock } = deps;

  const revoke = async (learnerId: string, id: string): Promise<boolean> => {
    if (!(await store.remove(learnerId, id))) return false;
    await signals.publish({ type: 'signed_out', learnerId, credentialId: id });
    return true;
  };
  const list = async (learnerId: string): Promise<Session[]> => {
    const now = clock.now();
    return (await store.list(learnerId)).filter((session) => isAlive(session, now));
  };

  return {
    async start(learnerId, client) {
      const token = newSecret();
      const now = clock.now();
      const session: Session = {
        id: newId(),
        learnerId,
        tokenHash: hashSecret(token),
        userAgent: client.userAgent.slice(0, MAX_USER_AGENT),
        address: client.address,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: now + SESSION_ABSOLUTE_MS,
      };
      await store.create(session);
      return { token, session };
    },
    list,
    revoke,
    async revokeToken(token) {
      const found = await store.findByTokenHash(hashSecret(token));
      if (found) await revoke(found.learner.id, found.session.id);
    },
    async revokeOthers(learnerId, keepId) {
      const others = (await store.list(learnerId)).filter((session) => session.id !== keepId);
      await store.removeOthers(learnerId, keepId);
      for (const { id } of others) await signals.publish({ type: 'signed_out', learnerId, credentialId: id });
    },
    removeExpired: () => store.removeExpired(clock.now(), SESSION_IDLE_MS),
  };
}
