import { AppError, invalid, notFound } from '../errors.ts';
import type { AccountEvents } from '../events/accounts.ts';
import type { AccountStore, Learner } from '../ports/account-store.ts';
import type { Signals } from '../ports/signals.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import { createPasswordCheck } from './sign-in.ts';
import type { SignInLimits } from './sign-in-limits.ts';

export interface ProfileDeps {
  accounts: AccountStore;
  sessions: Sessions;
  passwords: Passwords;
  limits: SignInLimits;
  signals: Signals;
  events: AccountEvents;
}

interface ProfileChange {
  name?: string | undefined;
  language?: string | undefined;
  keepsRecordings?: boolean | undefined;
  patience?: Learner['patience'];
  currentPassword?: string | undefined;
  newPassword?: string | undefined;
}

/** Who asks for the change: a new password leaves this sign-in alone and ends the others. */
interface ChangeOrigin {
  sessionId: string | undefined;
  address: string;
}

/** A learner's own account. Throws `not_found` when it was deleted meanwhile. */
export interface Profile {
  get(learnerId: string): Promise<Learner>;
  /** Throws `current_password_needed` (422), `wrong_password` (403), `too_many_attempts`. */
  change(learnerId: string, change: ProfileChange, origin: ChangeOrigin): Promise<Learner>;
  /** Closes the account, then deletes all its rows; the store notes that files and vectors are to go. Throws `wrong_password` (403), `too_many_attempts`. */
  remove(learnerId: string, password: string, address: string): Promise<void>;
}

export function createProfile(deps: ProfileDeps): Profile {
  const { accounts, sessions, passwords, signals, events } = deps;
  const check = createPasswordCheck(deps);

  const get = async (learnerId: string): Promise<Learner> => {
    const learner = await accounts.findLearner(learnerId);
    if (!learner) throw notFound('account');
    return learner;
  };
  const confirm = async (learner: Learner, password: string, address: string): Promise<void> => {
    if (await check(learner, learner.email, password, address)) return;
    throw new AppError({ code: 'wrong_password', status: 403, message: 'The password is wrong.' });
  };

  return {
    get,
    async change(learnerId, { name, language, keepsRecordings, patience, currentPassword, newPassword }, origin) {
      const learner = await get(learnerId);
      if (newPassword !== undefined) {
        if (currentPassword === undefined) {
          throw invalid('current_password_needed', 'Changing the password needs the current one too.');
        }
        await confirm(learner, currentPassword, origin.address);
      }
      const updated = await accounts.updateLearner(learnerId, {
        ...(name !== undefined && { name }),
        ...(language !== undefined && { language }),
        ...(keepsRecordings !== undefined && { keepsRecordings }),
        ...(patience !== undefined && { patience }),
        ...(newPassword !== undefined && { passwordHash: await passwords.hash(newPassword) }),
      });
      if (newPassword !== undefined) {
        await sessions.revokeOthers(learnerId, origin.sessionId);
        events.passwordChanged(learnerId);
      }
      return updated ?? learner;
    },
    async remove(learnerId, password, address) {
      const learner = await get(learnerId);
      await confirm(learner, password, address);
      // Another request may have been faster.
      if (!(await accounts.closeLearner(learnerId))) throw notFound('account');
      await signals.publish({ type: 'signed_out', learnerId });
      await signals.publish({ type: 'deleted', learnerId });
      events.deleted(learnerId);
      // The account is gone by now; what could not be cleared is gone on with from time to time.
      await accounts.clearLearner(learnerId).catch((error: unknown) => events.notCleared(learnerId, error));
    },
  };
}
