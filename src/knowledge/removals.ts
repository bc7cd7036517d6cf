import { type AppError, toAppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Removal, RemovalStore } from '../ports/document-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';

export interface RemovalDeps {
  removals: RemovalStore;
  vectors: VectorStore;
  blobs: BlobStore;
  clock: Clock;
}

const PAGE = 100;
/**
 * Whoever stores something of a learner's while the account is deleted, and is killed then, leaves it to nobody: once nobody can have
 * been at it any more, all of it is removed again. This is far beyond the slowest, and any difference between two clocks.
 */
const AGAIN_AFTER_MS = 24 * 60 * 60_000;

export interface Removed {
  done: number;
  /** Why others could not be removed, one of each code; they wait for the next time. */
  failures: AppError[];
}

/**
 * Removes what deleted documents and learners left in other stores; each is forgotten only when both stores have confirmed. One
 * that fails keeps none of the others; a store that is away ends it for now.
 */
export async function removePending(deps: RemovalDeps, signal: AbortSignal): Promise<Removed> {
  const failures = new Map<string, AppError>();
  let done = 0;
  for (let after: string | undefined; ; ) {
    const pending = await deps.removals.pending(PAGE, { after, now: deps.clock.now() });
    for (const removal of pending) {
      signal.throwIfAborted();
      try {
        await remove(deps, removal);
      } catch (thrown) {
        const error = toAppError(thrown);
        failures.set(error.code, error);
        if (error.retryable) return { done, failures: [...failures.values()] };
        continue;
      }
      await confirm(deps, removal);
      done += 1;
    }
    after = pending.at(-1)?.id;
    if (after === undefined) return { done, failures: [...failures.values()] };
  }
}

/**
 * Deletes what a killed process left of deleted accounts, and of the texts of deleted and cancelled documents: before their vectors go, or these would be made
 * again. Asks nothing but the database.
 */
export async function clearLeftRows(removals: RemovalStore, signal: AbortSignal): Promise<void> {
  for (let after: string | undefined; ; ) {
    const pending = await removals.pending(PAGE, { after });
    for (const removal of pending) {
      signal.throwIfAborted();
      if (removal.documentId) await removals.clearTexts(removal.documentId);
      if (isOfAccount(removal)) await removals.clearLearner(removal.learnerId);
    }
    after = pending.at(-1)?.id;
    if (after === undefined) return;
  }
}

/** Where another node was faster, the document may have been read again since: what was removed just now may have been new. */
async function confirm({ removals, clock }: RemovalDeps, removal: Removal): Promise<void> {
  const { id, documentId, isAgain } = removal;
  if (isOfAccount(removal) && !isAgain) return removals.doAgain(id, clock.now() + AGAIN_AFTER_MS);
  const wasPending = await removals.done(id);
  if (!wasPending && documentId) await removals.unmark(documentId);
}

async function remove({ vectors, blobs }: RemovalDeps, removal: Removal): Promise<void> {
  const { learnerId, documentId, blobKey } = removal;
  if (blobKey) await blobs.remove(blobKey);
  if (documentId) await vectors.removeDocument(learnerId, documentId);
  if (isOfAccount(removal)) {
    await blobs.removeAll(learnerId);
    await vectors.drop(learnerId);
  }
}

/** Everything that a deleted account had. */
function isOfAccount({ documentId, blobKey }: Removal): boolean {
  return !documentId && !blobKey;
}
