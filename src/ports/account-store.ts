import type { Patience } from '../protocol/common.ts';

/** Times are milliseconds since the Unix epoch. */
export interface Learner {
  id: string;
  /** Lower case, unique. */
  email: string;
  name: string;
  /** argon2id in PHC string format. */
  passwordHash: string;
  role: 'learner' | 'admin';
  language?: string | undefined;
  /** Whether what the learner says is kept as sound; only where they have said so. */
  keepsRecordings?: boolean | undefined;
  /** How long they are waited for on the telephone; undefined where they have not said. */
  patience?: Patience | undefined;
  createdAt: number;
}

/** One signed-in device. The token itself is never stored. */
export interface Session {
  id: string;
  learnerId: string;
  /** SHA-256 of the token, hex. */
  tokenHash: string;
  userAgent: string;
  address: string;
  createdAt: number;
  lastSeenAt: number;
  /** Absolute end; the idle end is reckoned from `lastSeenAt`. */
  expiresAt: number;
}

/** A bearer token that a learner made for another client. */
export interface ApiToken {
  id: string;
  learnerId: string;
  name: string;
  tokenHash: string;
  createdAt: number;
  lastUsedAt?: number | undefined;
}

interface Invite {
  id: string;
  codeHash: string;
  createdBy: string;
  createdAt: number;
  expiresAt: number;
}

/** Who there is. Look-ups give undefined where nothing fits. */
export interface AccountStore {
  /**
   * Stores the learner; with `firstIsAdmin` the first account of all becomes admin, decided in the same transaction.
   * @returns undefined when the address is taken.
   */
  createLearner(learner: Learner, options: { firstIsAdmin: boolean }): Promise<Learner | undefined>;
  findLearner(id: string): Promise<Learner | undefined>;
  findLearnerByEmail(email: string): Promise<Learner | undefined>;
  updateLearner(
    id: string,
    patch: Partial<Pick<Learner, 'name' | 'language' | 'keepsRecordings' | 'patience' | 'passwordHash' | 'role'>>,
  ): Promise<Learner | undefined>;
  /**
   * Deletes the account for everybody, at once: no look-up finds it, nobody is signed in to it, and its address is free. What it has
   * is to be cleared. @returns false where there was no such account.
   */
  closeLearner(id: string): Promise<boolean>;
  /** Deletes, in short steps, every row that is a closed account's, and its own. Of an open account nothing. */
  clearLearner(id: string): Promise<void>;
  /** Both: of an account that has hardly anything. */
  deleteLearner(id: string): Promise<boolean>;
  /** Open ones. */
  countLearners(): Promise<number>;

  createInvite(invite: Invite): Promise<void>;
  /** Takes an unexpired invite out of use; true for exactly one caller. */
  redeemInvite(codeHash: string, now: number): Promise<boolean>;
}

export interface SessionStore {
  create(session: Session): Promise<void>;
  findByTokenHash(tokenHash: string): Promise<{ session: Session; learner: Learner } | undefined>;
  touch(id: string, lastSeenAt: number): Promise<void>;
  /** Newest first. */
  list(learnerId: string): Promise<Session[]>;
  remove(learnerId: string, id: string): Promise<boolean>;
  /** Ends all of a learner's sessions but one; gives how many. */
  removeOthers(learnerId: string, keepId: string | undefined): Promise<number>;
  removeExpired(now: number, idleMs: number): Promise<number>;
}

export interface TokenStore {
  create(token: ApiToken): Promise<void>;
  findByTokenHash(tokenHash: string): Promise<{ token: ApiToken; learner: Learner } | undefined>;
  touch(id: string, lastUsedAt: number): Promise<void>;
  /** Newest first. */
  list(learnerId: string): Promise<ApiToken[]>;
  remove(learnerId: string, id: string): Promise<boolean>;
}
