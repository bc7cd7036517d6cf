import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { ApiToken, TokenStore } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signals } from '../ports/signals.ts';
import { hashSecret, newSecret, TOKEN_PREFIX } from './secrets.ts';

export const MAX_TOKENS = 50;

/** Bearer tokens that learners make for other clients. */
export interface Tokens {
  /** @returns the token's id and the token itself, which is shown this once. Throws `too_many_tokens`. */
  create(learnerId: string, name: string): Promise<{ id: string; token: string }>;
  list(learnerId: string): Promise<ApiToken[]>;
  revoke(learnerId: string, id: string): Promise<boolean>;
}

export function createTokens(deps: { store: TokenStore; signals: Signals; clock: Clock }): Tokens {
  const { store, signals, clock } = deps;
  return {
    async create(learnerId, name) {
      if ((await store.list(learnerId)).length >= MAX_TOKENS) throw tooManyTokens();
      const token = newSecret(TOKEN_PREFIX);
      const id = newId();
      await store.create({ id, learnerId, name, tokenHash: hashSecret(token), createdAt: clock.now() });
      return { id, token };
    },
    list: (learnerId) => store.list(learnerId),
    async revoke(learnerId, id) {
      if (!(await store.remove(learnerId, id))) return false;
      await signals.publish({ type: 'signed_out', learnerId, credentialId: id });
      return true;
    },
  };
}

function tooManyTokens(): AppError {
  return new AppError({
    code: 'too_many_tokens',
    status: 409,
    message: `An account has at most ${MAX_TOKENS} tokens; revoke one that is no longer used.`,
  });
}
