import { sendAlone } from '../outbox/send-alone.ts';
import type { AccountSession } from '../session/account-session.ts';
import type { Shares } from './shares.ts';

/**
 * Sends what other apps shared, as far as that can be done now.
 * @param turn `waits` where something was added a moment ago: whoever is sending may have looked before that
 */
export async function sendShares(session: AccountSession, shares: Shares, turn?: { waits: boolean }): Promise<void> {
  await shares.refresh();
  await sendAlone(session, 'shares', () => shares.send(), turn);
}
