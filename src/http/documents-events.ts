import type { Request, Response } from 'express';
import { toAppError } from '../errors.ts';
import type { Library } from '../knowledge/library.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signals } from '../ports/signals.ts';
import { toDocumentView } from './documents-view.ts';
import { openEventStream } from './sse.ts';

export interface FollowDeps {
  library: Library;
  signals: Signals;
  clock: Clock;
}

/** Signals are delivered at most once: what was missed is seen within this time, ms. */
const LOOK_AGAIN_MS = 5000;

/** Sends a document whenever it has changed, as `document` events, until it is ready, has failed or is deleted. */
export async function followDocument(
  deps: FollowDeps,
  learnerId: string,
  id: string,
  req: Request,
  res: Response,
): Promise<void> {
  await deps.library.get(learnerId, id);
  const stream = openEventStream(req, res);
  let last = '';
  let looking: Promise<void> | undefined;
  let again = false;
  let cancel: () => void = () => undefined;

  const look = async () => {
    try {
      const view = toDocumentView(await deps.library.get(learnerId, id));
      const text = JSON.stringify(view);
      if (text !== last) stream.send('document', view);
      last = text;
      if (view.status === 'ready' || view.status === 'failed') stream.end();
    } catch (error) {
      const { code } = toAppError(error);
      if (code === 'not_found') stream.send('deleted', { id });
      // Any other failure too: the client asks again, and is told by the ordinary route.
      stream.end();
    }
  };
  const lookSoon = () => {
    if (stream.closed.aborted) return;
    if (looking) {
      again = true;
      return;
    }
    cancel();
    looking = look().finally(() => {
      looking = undefined;
      if (again) {
        again = false;
        lookSoon();
      } else if (!stream.closed.aborted) {
        cancel = deps.clock.after(LOOK_AGAIN_MS, lookSoon);
      }
    });
  };

  const quiet = deps.signals.subscribe((signal) => {
    if (signal.type === 'document' && signal.documentId === id && signal.learnerId === learnerId) lookSoon();
  });
  stream.closed.addEventListener('abort', () => {
    quiet();
    cancel();
  });
  lookSoon();
}
