import { postMessage } from './api/conversations.ts';
import type { AppParts } from './app-parts.ts';
import { Courses } from './library/courses.ts';
import { Library } from './library/library.ts';
import { onReturn } from './offline/connectivity.ts';
import { noteFailure } from './offline/failures.ts';
import { flushOutbox } from './outbox/flush.ts';
import { Outbox } from './outbox/outbox.ts';
import { keepTrying, sendAlone } from './outbox/send-alone.ts';
import { AccountSession } from './session/account-session.ts';
import { sendShares } from './share/send-shares.ts';
import { Shares } from './share/shares.ts';
import { openDatabase } from './store/database.ts';
import { createFromDraft } from './talk/drafts.ts';
import { TalkRoom } from './talk/talk-room.ts';

/** Puts the app's parts together. */
export async function createApp(): Promise<AppParts> {
  const database = await openDatabase();
  const outbox = new Outbox(database);
  const session = new AccountSession(database);
  const library = new Library(database);
  const courses = new Courses();
  const shares = new Shares(database, library);
  session.state.subscribe((state) => {
    if (state !== 'signed_out') return;
    courses.forget();
    library.forget();
    shares.stop();
    shares.refresh().catch(noteFailure);
  });
  onReturn(() => {
    if (library.problem.value !== undefined) library.refresh().catch(noteFailure);
    library.uploads.resume().catch(noteFailure);
  });
  const room = new TalkRoom({ database, outbox, onSignedOut: () => session.expired(), onFailure: noteFailure });
  return { database, outbox, session, library, courses, shares, room };
}

/** Sends what waits in conversations that are not open: now, and whenever the network or the learner is back. */
export function keepFlushing({ database, outbox, session, room }: AppParts): void {
  const flush = () =>
    flushOutbox({
      database,
      outbox,
      isOpen: (id) => room.isOpen(id),
      create: createFromDraft,
      post: ({ id, conversationId, text, source }) => postMessage(conversationId, { id, text, source }),
    });
  keepTrying(session, () => sendAlone(session, 'outbox', flush));
}

/** Sends what other apps shared: now, and whenever the network or the learner is back. */
export function keepSendingShares({ session, shares }: AppParts): void {
  keepTrying(session, () => sendShares(session, shares));
}
