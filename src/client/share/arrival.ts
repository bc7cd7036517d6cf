import { tellFailure } from '../offline/failures.ts';
import { isInstalled } from '../offline/install.ts';
import type { Shares } from './shares.ts';
import { NOT_KEPT, NOTHING_IN_IT, SHARED_PARAMETER } from './take-share.ts';

const PROBLEMS: Record<string, string> = {
  [NOTHING_IN_IT]: 'Nothing was in what was shared. Try sharing a file, a link or a text.',
  [NOT_KEPT]: 'What was shared could not be kept on this device. Share it once more, or add it in the Library.',
};

/**
 * Hears at the start of the page what has just been shared, and takes it out of the address, so that a reload says it no more.
 * Only the installed app is opened by the system's own sharing: in a browser's tab any other page may have sent it, and the learner
 * is asked first.
 */
export async function welcomeShare(shares: Pick<Shares, 'wantShare' | 'refresh'>): Promise<void> {
  const address = new URL(location.href);
  const said = address.searchParams.get(SHARED_PARAMETER);
  if (said !== null && address.pathname === '/library') {
    address.searchParams.delete(SHARED_PARAMETER);
    history.replaceState(history.state, '', address);
    const problem = PROBLEMS[said];
    if (problem !== undefined) tellFailure(problem);
    else if (isInstalled()) await shares.wantShare(said);
  }
  await shares.refresh();
}
