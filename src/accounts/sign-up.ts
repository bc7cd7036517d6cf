import { AppError } from '../errors.ts';
import type { AccountEvents } from '../events/accounts.ts';
import { newId } from '../ids.ts';
import type { AccountStore, Learner } from '../ports/account-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Invites } from './invites.ts';
import type { Passwords } from './passwords.ts';
import { roleOf } from './roles.ts';
import type { ClientInfo, Sessions } from './sessions.ts';
import type { SignedIn } from './sign-in.ts';
import type { SignInLimits } from './sign-in-limits.ts';

export interface SignUpDeps {
  accounts: AccountStore;
  sessions: Sessions;
  passwords: Passwords;
  limits: SignInLimits;
  invites: Invites;
  events: AccountEvents;
  clock: Clock;
  mode: 'open' | 'invite' | 'closed';
  adminEmails: readonly string[];
}

interface NewAccount {
  name: string;
  /** Lower case. */
  email: string;
  password: string;
  invite?: string | undefined;
}

export type SignUp = (account: NewAccount, client: ClientInfo, previousToken?: string) => Promise<SignedIn>;

/** How the right to an account was shown. The first of all needs none, so that a new server can be taken into use. */
type Admission = 'open' | 'invited' | 'first';

/**
 * Makes an account and signs it in. Throws `sign_up_closed`, `invite_needed`, `invite_invalid` (403), `email_taken` (409),
 * `too_many_attempts` (429), `busy` (503).
 */
export function createSignUp(deps: SignUpDeps): SignUp {
  const { sessions, events } = deps;

  return async (account, client, previousToken) => {
    await deps.limits.signUp(client.address);
    const admission = await admit(deps, account);
    const learner = await store(deps, account, admission);
    if (previousToken !== undefined) await sessions.revokeToken(previousToken);
    const started = await sessions.start(learner.id, client);
    events.signedUp(learner.id, roleOf(learner, deps.adminEmails));
    return { learner, ...started };
  };
}

/**
 * An invite is used up before the address is looked at: without a good one nobody learns which addresses are known. An address
 * whose account is an admin's needs one also where the door is open: nobody has shown that it is theirs.
 */
async function admit(deps: SignUpDeps, { email, invite }: NewAccount): Promise<Admission> {
  if (deps.mode === 'open' && !deps.adminEmails.includes(email)) return 'open';
  if ((await deps.accounts.countLearners()) === 0) return 'first';
  if (deps.mode === 'closed') throw refused('sign_up_closed', 'No new accounts are being made here.');
  if (!invite) throw refused('invite_needed', 'An account here needs an invite; ask whoever runs this server.');
  if (!(await deps.invites.redeem(invite))) throw refused('invite_invalid', 'This invite was used or has run out.');
  return 'invited';
}

async function store(deps: SignUpDeps, account: NewAccount, admission: Admission): Promise<Learner> {
  const learner = await deps.accounts.createLearner(
    {
      id: newId(),
      email: account.email,
      name: account.name,
      passwordHash: await deps.passwords.hash(account.password),
      role: 'learner',
      createdAt: deps.clock.now(),
    },
    { firstIsAdmin: true },
  );
  if (!learner) {
    throw new AppError({ code: 'email_taken', status: 409, message: 'There is an account with this address already.' });
  }
  // Two may find the house empty at once; the store says which of them was first.
  if (admission === 'first' && learner.role !== 'admin') {
    await deps.accounts.deleteLearner(learner.id);
    throw refused('sign_up_closed', 'No new accounts are being made here.');
  }
  return learner;
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, status: 403, message });
}
