import { type Database, openDatabase } from '../store/database.ts';
import { keepShare } from '../store/shares.ts';
import { sharedEntries } from './shared-contents.ts';

/** Where the app hears of what was shared: the id of the share, or why there is none. */
export const SHARED_PARAMETER = 'shared';
export const NOTHING_IN_IT = 'nothing';
export const NOT_KEPT = 'lost';

/**
 * Keeps on the device what another app shares, with or without a network or an account, and opens the Library, which does the rest.
 * Runs in the service worker.
 */
export async function takeShare(request: Request, open: () => Promise<Database> = openDatabase): Promise<Response> {
  const library = (said: string) =>
    Response.redirect(new URL(`/library?${SHARED_PARAMETER}=${said}`, request.url).href, 303);
  try {
    const entries = sharedEntries(await request.formData());
    if (entries.length === 0) return library(NOTHING_IN_IT);
    const shareId = crypto.randomUUID();
    const database = await open();
    try {
      await keepShare(database, shareId, entries);
    } finally {
      // Left open, it would keep a newer version of the app from its database.
      database.close();
    }
    return library(shareId);
  } catch {
    // No room, or a form that breaks off: the app says so.
    return library(NOT_KEPT);
  }
}
