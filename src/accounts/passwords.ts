import pLimit from 'p-limit';
import { AppError } from '../errors.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import { newSecret } from './secrets.ts';

export interface Passwords {
  hash(password: string): Promise<string>;
  /** The same work without a hash to compare with: an unknown address takes as long as a known one. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}

export interface PasswordOptions {
  /** Hashes at work at once; each takes 19 MiB and a core. */
  concurrency?: number;
  /** Hashes that may wait for one of those places. */
  maxWaiting?: number;
}

/** Bounds the work that passwords cause. Throws `busy` (503) when too many wait: a flood must not take the memory. */
export function createPasswords(hasher: PasswordHasher, options: PasswordOptions = {}): Passwords {
  const { concurrency = 4, maxWaiting = 64 } = options;
  const limit = pLimit(concurrency);
  let dummy: Promise<string> | undefined;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    if (limit.activeCount + limit.pendingCount >= concurrency + maxWaiting) return Promise.reject(busy());
    return limit(work);
  };
  const dummyHash = (): Promise<string> => {
    dummy ??= hasher.hash(newSecret());
    return dummy;
  };

  return {
    hash: (password) => inTurn(() => hasher.hash(password)),
    async verify(hash, password) {
      // Awaited in both cases, so that the first unknown address after a start does not stand out.
      const stand = await dummyHash();
      const right = await inTurn(() => hasher.verify(hash ?? stand, password));
      return right && hash !== undefined;
    },
  };
}

function busy(): AppError {
  return new AppError({
    code: 'busy',
    status: 503,
    message: 'Too many people are signing in at this moment; try again in a few seconds.',
    retryable: true,
    retryAfter: 3,
  });
}
