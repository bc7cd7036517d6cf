import { onReturn } from '../offline/connectivity.ts';
import { noteFailure } from '../offline/failures.ts';
import type { AccountSession } from '../session/account-session.ts';

/**
 * Attempts now, and whenever the network, the learner or the account is back. What waits goes on waiting, visibly, when an attempt
 * fails: the next occasion tries again.
 */
export function keepTrying(session: AccountSession, attempt: () => Promise<void>): void {
  const tryNow = () => void attempt().catch(noteFailure);
  onReturn(tryNow);
  session.state.subscribe(tryNow);
}

/**
 * Sends in one tab at a time, and only where it may arrive.
 * @param waits for its turn; otherwise a tab that finds another one at it leaves it alone
 */
export async function sendAlone(
  session: AccountSession,
  name: string,
  send: () => Promise<void>,
  { waits } = { waits: false },
): Promise<void> {
  if (session.state.value !== 'signed_in' || !navigator.onLine) return;
  if ('locks' in navigator) {
    await navigator.locks.request(name, { ifAvailable: !waits }, (lock) => (lock ? send() : undefined));
  } else {
    await send();
  }
}
