import { AppError, toAppError } from '../errors.ts';
import type { AccountEvents } from '../events/accounts.ts';
import type { AccountStore, Learner, Session } from '../ports/account-store.ts';
import type { Passwords } from './passwords.ts';
import type { ClientInfo, Sessions } from './sessions.ts';
import type { SignInLimits } from './sign-in-limits.ts';

export interface SignedIn {
  learner: Learner;
  session: Session;
  /** For the cookie; nobody sees it again. */
  token: string;
}

export interface SignInDeps {
  accounts: AccountStore;
  sessions: Sessions;
  passwords: Passwords;
  limits: SignInLimits;
  events: AccountEvents;
}

/** Asks for a password again, wherever that is needed; wrong ones count like wrong ones at sign-in. */
export type PasswordCheck = (
  learner: Learner | undefined,
  email: string,
  password: string,
  address: string,
) => Promise<boolean>;

export function createPasswordCheck(deps: Pick<SignInDeps, 'passwords' | 'limits'>): PasswordCheck {
  return async (learner, email, password, address) => {
    await deps.limits.attempt(email, address);
    const right = await deps.passwords.verify(learner?.passwordHash, password);
    if (right) await deps.limits.succeeded(email, address);
    return right;
  };
}

export type SignIn = (
  credentials: { email: string; password: string },
  client: ClientInfo,
  /** The session cookie that came along, if any: a new sign-in replaces it. */
  previousToken?: string,
) => Promise<SignedIn>;

/**
 * Signs in. Throws `wrong_credentials` (401), the same and after the same work whether the address is known or not,
 * `too_many_attempts` (429), `busy` (503).
 */
export function createSignIn(deps: SignInDeps): SignIn {
  const { accounts, sessions, events } = deps;
  const check = createPasswordCheck(deps);

  const verified = async (email: string, password: string, address: string): Promise<Learner> => {
    const learner = await accounts.findLearnerByEmail(email);
    if (!(await check(learner, email, password, address)) || !learner) throw wrongCredentials();
    return learner;
  };

  return async ({ email, password }, client, previousToken) => {
    const learner = await verified(email, password, client.address).catch((error: unknown) => {
      events.signInRefused(toAppError(error).code);
      throw error;
    });
    if (previousToken !== undefined) await sessions.revokeToken(previousToken);
    const started = await sessions.start(learner.id, client);
    events.signedIn(learner.id);
    return { learner, ...started };
  };
}

function wrongCredentials(): AppError {
  return new AppError({ code: 'wrong_credentials', status: 401, message: 'Address or password is wrong.' });
}
