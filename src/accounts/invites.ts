import { newId } from '../ids.ts';
import type { AccountStore } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import { hashSecret, newSecret } from './secrets.ts';

export const INVITE_MS = 7 * 24 * 60 * 60_000;

/** Single-use invitations, for servers where not everybody may sign up. */
export interface Invites {
  /** @returns the invite's code, which is shown this once. */
  create(adminId: string): Promise<{ id: string; invite: string; expiresAt: number }>;
  /** True for exactly one caller, before it runs out. */
  redeem(code: string): Promise<boolean>;
}

export function createInvites(deps: { store: AccountStore; clock: Clock }): Invites {
  const { store, clock } = deps;
  return {
    async create(adminId) {
      const invite = newSecret();
      const id = newId();
      const createdAt = clock.now();
      const expiresAt = createdAt + INVITE_MS;
      await store.createInvite({ id, codeHash: hashSecret(invite), createdBy: adminId, createdAt, expiresAt });
      return { id, invite, expiresAt };
    },
    redeem: (code) => store.redeemInvite(hashSecret(code), clock.now()),
  };
}
