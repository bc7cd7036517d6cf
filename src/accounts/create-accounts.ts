import type { AccountEvents } from '../events/accounts.ts';
import type { Logger } from '../logger.ts';
import type { AccountStore, SessionStore, TokenStore } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { PhoneStore } from '../ports/phone-store.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Signals } from '../ports/signals.ts';
import { createAuthenticator } from './authenticator.ts';
import { createInvites } from './invites.ts';
import { createPasswords, type PasswordOptions } from './passwords.ts';
import { createPhoneLinks } from './phone-links.ts';
import { createProfile } from './profile.ts';
import { createSessions } from './sessions.ts';
import { createSignIn } from './sign-in.ts';
import { createSignInLimits } from './sign-in-limits.ts';
import { createSignUp } from './sign-up.ts';
import { createTokens } from './tokens.ts';

export interface AccountsOptions {
  stores: { accounts: AccountStore; sessions: SessionStore; tokens: TokenStore; phones: PhoneStore };
  hasher: PasswordHasher;
  limiter: RateLimiter;
  signals: Signals;
  clock: Clock;
  events: AccountEvents;
  logger: Logger;
  signUp: 'open' | 'invite' | 'closed';
  /** Lower case. */
  adminEmails: readonly string[];
  passwords?: PasswordOptions;
}

/** Everything about who someone is, put together. */
export function createAccounts(options: AccountsOptions) {
  const { stores, signals, clock, events, logger, adminEmails } = options;
  const { accounts } = stores;
  const passwords = createPasswords(options.hasher, options.passwords);
  const limits = createSignInLimits(options.limiter);
  const sessions = createSessions({ store: stores.sessions, signals, clock });
  const invites = createInvites({ store: accounts, clock });
  const shared = { accounts, sessions, passwords, limits, events };
  return {
    sessions,
    invites,
    tokens: createTokens({ store: stores.tokens, signals, clock }),
    authenticator: createAuthenticator({
      sessions: stores.sessions,
      tokens: stores.tokens,
      clock,
      logger,
      adminEmails,
    }),
    signIn: createSignIn(shared),
    signUp: createSignUp({ ...shared, invites, clock, mode: options.signUp, adminEmails }),
    phoneLinks: createPhoneLinks({ store: stores.phones, limiter: options.limiter, passwords, signals, clock }),
    profile: createProfile({ ...shared, signals }),
  };
}

export type Accounts = ReturnType<typeof createAccounts>;
