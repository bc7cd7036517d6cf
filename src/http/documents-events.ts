import type { Request, RequestHandler, Response } from 'express';
import type { Principal } from '../accounts/principal.ts';
import { AppError } from '../errors.ts';
import type { Signal } from '../ports/signals.ts';
import { MAX_DOCUMENT_STREAMS } from '../protocol/limits.ts';
import { type FollowDeps, followDocuments, isSettled } from './document-follower.ts';
import { principalOf } from './principal.ts';
import { openEventStream } from './sse.ts';

/**
 * Streams of documents' progress. All of a learner's: every unfinished document as a `document` event, `current` when
 * there are no more, then whatever changes (`document`) or is deleted (`deleted`), until the sign-in ends. One document's:
 * the same of it alone, until it is ready, has failed or is deleted.
 */
export function createDocumentStreams(deps: FollowDeps): {
  ofAll: RequestHandler;
  ofOne: RequestHandler<{ id: string }>;
} {
  const open = new Map<string, number>();

  function take(learnerId: string): () => void {
    const count = open.get(learnerId) ?? 0;
    if (count >= MAX_DOCUMENT_STREAMS) throw tooManyStreams();
    open.set(learnerId, count + 1);
    return () => {
      const left = (open.get(learnerId) ?? 1) - 1;
      if (left > 0) open.set(learnerId, left);
      else open.delete(learnerId);
    };
  }

  function follow(req: Request, res: Response, only?: string): void {
    const principal = principalOf(res);
    const leave = take(principal.learnerId);
    const stream = openEventStream(req, res);
    const stop = followDocuments(
      deps,
      principal.learnerId,
      {
        changed(document) {
          stream.send('document', document);
          if (only !== undefined && isSettled(document)) stream.end();
        },
        deleted(id) {
          stream.send('deleted', { id });
          if (only !== undefined) stream.end();
        },
        current() {
          if (only === undefined) stream.send('current', {});
        },
        // The client asks again, and is told by the ordinary route.
        failed: () => stream.end(),
        mayGoOn() {
          const isOver = principal.expiresAt !== undefined && deps.clock.now() >= principal.expiresAt;
          if (isOver) stream.end();
          return !isOver;
        },
        taken: () => stream.taken(),
      },
      only,
    );
    const quiet = deps.signals.subscribe((signal) => {
      if (isSignedOut(signal, principal)) stream.end();
    });
    stream.onClosed(() => {
      stop();
      quiet();
      leave();
    });
  }

  return {
    ofAll: (req, res) => follow(req, res),
    async ofOne(req, res) {
      await deps.library.get(principalOf(res).learnerId, req.params.id);
      follow(req, res, req.params.id);
    },
  };
}

function isSignedOut(signal: Signal, { learnerId, credentialId }: Principal): boolean {
  if (signal.type !== 'signed_out' || signal.learnerId !== learnerId) return false;
  if (signal.credentialId !== undefined) return signal.credentialId === credentialId;
  return signal.exceptCredentialId !== credentialId;
}

function tooManyStreams(): AppError {
  return new AppError({
    code: 'too_many_streams',
    status: 429,
    message: `At most ${MAX_DOCUMENT_STREAMS} streams of documents at once.`,
    retryable: true,
    retryAfter: 5,
  });
}
