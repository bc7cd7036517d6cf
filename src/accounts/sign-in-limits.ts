import type { RateLimit, RateLimiter } from '../ports/rate-limiter.ts';
import { clientKey } from './client-address.ts';
import { hashSecret } from './secrets.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

const QUARTER_HOUR = 15 * 60_000;

/** Failures until one has to wait. A shared address (a school) gets more than one person trying one account. */
export const SIGN_IN_LIMITS = {
  accountFromAddress: { limit: 10, windowMs: QUARTER_HOUR },
  address: { limit: 100, windowMs: QUARTER_HOUR },
  /** From all addresses together: enough that nobody is locked out lightly, too few to guess a password. */
  account: { limit: 100, windowMs: QUARTER_HOUR },
} satisfies Record<string, RateLimit>;

export const SIGN_UP_LIMIT: RateLimit = { limit: 30, windowMs: 60 * 60_000 };

/** Counts attempts with passwords. Throws `too_many_attempts` (429). */
export interface SignInLimits {
  /** Counts an attempt before its password is looked at, so that simultaneous ones can't slip through. */
  attempt(email: string, address: string): Promise<void>;
  /** Takes the attempt back: only failures count. */
  succeeded(email: string, address: string): Promise<void>;
  signUp(address: string): Promise<void>;
}

export function createSignInLimits(limiter: RateLimiter): SignInLimits {
  const consume = async (key: string, limit: RateLimit): Promise<void> => {
    const state = await limiter.consume(key, limit);
    if (!state.allowed) throw tooManyAttempts(state.resetMs);
  };

  return {
    async attempt(email, address) {
      const keys = keysOf(email, address);
      await consume(keys.address, SIGN_IN_LIMITS.address);
      await consume(keys.accountFromAddress, SIGN_IN_LIMITS.accountFromAddress);
      await consume(keys.account, SIGN_IN_LIMITS.account);
    },
    async succeeded(email, address) {
      const keys = keysOf(email, address);
      await limiter.refund(keys.address);
      await limiter.refund(keys.account);
      await limiter.reset(keys.accountFromAddress);
    },
    signUp: (address) => consume(`sign-up:${clientKey(address)}`, SIGN_UP_LIMIT),
  };
}

/** Addresses of people are hashed: what counts attempts needs not know whose they are. */
function keysOf(email: string, address: string) {
  const account = hashSecret(email.toLowerCase());
  const client = clientKey(address);
  return {
    address: `sign-in:address:${client}`,
    account: `sign-in:account:${account}`,
    accountFromAddress: `sign-in:pair:${account}:${client}`,
  };
}
