import { randomInt } from 'node:crypto';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { PhoneLink, PhoneStore } from '../ports/phone-store.ts';
import type { RateLimit, RateLimiter } from '../ports/rate-limiter.ts';
import type { Signals } from '../ports/signals.ts';
import type { Passwords } from './passwords.ts';
import { hashSecret } from './secrets.ts';
import { tooManyAttempts } from './too-many-attempts.ts';

const TEN_MINUTES = 10 * 60_000;
export const LINK_CODE_MS = TEN_MINUTES;
export const MAX_PHONES = 10;
/** Codes and PINs that one number may try. */
export const PHONE_TRIES: RateLimit = { limit: 5, windowMs: TEN_MINUTES };
/** Codes that all numbers together may try: six digits would not stand many callers. */
export const ALL_PHONES_TRIES: RateLimit = { limit: 500, windowMs: TEN_MINUTES };

/** Country code and number, 7 to 15 digits: what can be called back and so be linked. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** What carriers send in place of a number that is withheld: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN on a keypad. */
const WITHHELD = new Set(['+266696687', '+7378742833', '+2562533', '+86282452253']);

interface PhoneOwner {
  learner: Learner;
  link: PhoneLink;
}

/** Telephone numbers that open an account. */
export interface PhoneLinks {
  /** A six-digit code for ten minutes; the one before is out of use. Throws `too_many_phones`. */
  createCode(learnerId: string): Promise<{ code: string; expiresAt: number }>;
  /**
   * Links the number that typed the code. Throws `wrong_code` (401), `too_many_attempts` (429) after five tries in ten
   * minutes, `number_withheld` (422), `too_many_phones` (409).
   */
  redeem(phone: string, code: string): Promise<PhoneOwner>;
  /** Whose number it is. Undefined for unknown and withheld ones. */
  owner(phone: string): Promise<PhoneOwner | undefined>;
  /** Throws `too_many_attempts` (429). True also where no PIN is asked for. */
  checkPin(phone: string, pin: string): Promise<boolean>;
  called(link: PhoneLink): Promise<void>;
  list(learnerId: string): Promise<PhoneLink[]>;
  /** @param pin four to eight digits; undefined: none is asked for. @returns false when the link isn't this learner's. */
  setPin(learnerId: string, id: string, pin: string | undefined): Promise<boolean>;
  unlink(learnerId: string, id: string): Promise<boolean>;
  removeExpiredCodes(): Promise<number>;
}

export interface PhoneLinksDeps {
  store: PhoneStore;
  limiter: RateLimiter;
  passwords: Passwords;
  signals: Signals;
  clock: Clock;
}

export function createPhoneLinks({ store, limiter, passwords, signals, clock }: PhoneLinksDeps): PhoneLinks {
  /** Counts before anything is looked at, so that simultaneous tries can't slip through. */
  async function countTry(what: string, phone: string): Promise<string> {
    const key = `phone:${what}:${hashSecret(phone)}`;
    const own = await limiter.consume(key, PHONE_TRIES);
    if (!own.allowed) throw tooManyAttempts(own.resetMs);
    return key;
  }

  async function checkRoom(learnerId: string): Promise<void> {
    if ((await store.list(learnerId)).length >= MAX_PHONES) throw tooManyPhones();
  }

  return {
    async createCode(learnerId) {
      await checkRoom(learnerId);
      const expiresAt = clock.now() + LINK_CODE_MS;
      for (;;) {
        const code = randomInt(1_000_000).toString().padStart(6, '0');
        if (await store.putCode({ learnerId, codeHash: hashSecret(code), expiresAt })) return { code, expiresAt };
      }
    },
    async redeem(phone, code) {
      if (!isLinkable(phone)) throw numberWithheld();
      const key = await countTry('code', phone);
      const all = await limiter.consume('phone:code:all', ALL_PHONES_TRIES);
      if (!all.allowed) throw tooManyAttempts(all.resetMs);
      const learnerId = await store.redeemCode(hashSecret(code), clock.now());
      if (learnerId === undefined) throw wrongCode();
      await checkRoom(learnerId);
      const before = await store.findByPhone(phone);
      await store.link({ id: newId(), learnerId, phone, createdAt: clock.now() });
      if (before) await signals.publish({ type: 'unlinked', learnerId: before.learner.id });
      await limiter.reset(key);
      await limiter.refund('phone:code:all');
      const owner = await store.findByPhone(phone);
      // The account may have been deleted in this very moment.
      if (!owner) throw wrongCode();
      return owner;
    },
    async owner(phone) {
      return isLinkable(phone) ? store.findByPhone(phone) : undefined;
    },
    async checkPin(phone, pin) {
      const owner = await store.findByPhone(phone);
      if (!owner) return false;
      if (owner.link.pinHash === undefined) return true;
      const key = await countTry('pin', phone);
      const right = await passwords.verify(owner.link.pinHash, pin);
      if (right) await limiter.reset(key);
      return right;
    },
    called: (link) => store.touch(link.id, clock.now()),
    list: (learnerId) => store.list(learnerId),
    async setPin(learnerId, id, pin) {
      return store.setPin(learnerId, id, pin === undefined ? undefined : await passwords.hash(pin));
    },
    async unlink(learnerId, id) {
      if (!(await store.remove(learnerId, id))) return false;
      await signals.publish({ type: 'unlinked', learnerId });
      return true;
    },
    removeExpiredCodes: () => store.removeExpiredCodes(clock.now()),
  };
}

function isLinkable(phone: string): boolean {
  return E164.test(phone) && !WITHHELD.has(phone);
}

function wrongCode(): AppError {
  return new AppError({ code: 'wrong_code', status: 401, message: 'This code is wrong or has run out.' });
}

function numberWithheld(): AppError {
  return new AppError({ code: 'number_withheld', status: 422, message: 'A withheld number can’t be linked.' });
}

function tooManyPhones(): AppError {
  return new AppError({
    code: 'too_many_phones',
    status: 409,
    message: `An account has at most ${MAX_PHONES} numbers; unlink one first.`,
  });
}
