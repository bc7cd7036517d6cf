import type { Learner } from './account-store.ts';

/** A telephone number that opens a learner's account to whoever calls from it. Times are ms since the epoch. */
export interface PhoneLink {
  id: string;
  learnerId: string;
  /** E.164, e.g. +15550100. */
  phone: string;
  /** argon2id in PHC string format, where this phone is shared and a PIN is asked for. */
  pinHash?: string | undefined;
  createdAt: number;
  lastCallAt?: number | undefined;
}

/** A code that a learner reads in the app and types on the telephone. */
interface LinkCode {
  learnerId: string;
  /** SHA-256 of the code, hex. */
  codeHash: string;
  expiresAt: number;
}

export interface PhoneStore {
  /** Puts the learner's earlier code out of use. @returns false when somebody else's code has this hash. */
  putCode(code: LinkCode): Promise<boolean>;
  /** Takes an unexpired code out of use. @returns its learner, to exactly one caller. */
  redeemCode(codeHash: string, now: number): Promise<string | undefined>;
  removeExpiredCodes(now: number): Promise<number>;
  /** Links the number; whoever had it before has it no longer, with its PIN. */
  link(link: PhoneLink): Promise<void>;
  findByPhone(phone: string): Promise<{ link: PhoneLink; learner: Learner } | undefined>;
  /** Oldest first. */
  list(learnerId: string): Promise<PhoneLink[]>;
  /** @param pinHash undefined: no PIN is asked for any more. */
  setPin(learnerId: string, id: string, pinHash: string | undefined): Promise<boolean>;
  touch(id: string, lastCallAt: number): Promise<void>;
  remove(learnerId: string, id: string): Promise<boolean>;
}
