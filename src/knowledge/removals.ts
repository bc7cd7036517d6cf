import type { BlobStore } from '../ports/blob-store.ts';
import type { Removal, RemovalStore } from '../ports/document-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';

export interface RemovalDeps {
  removals: RemovalStore;
  vectors: VectorStore;
  blobs: BlobStore;
}

const PAGE = 100;

/**
 * Removes what deleted documents and learners left in other stores; each is forgotten only when both stores have confirmed.
 * Throws when a store does not answer; what is left waits for the next time.
 * @returns how many were done.
 */
export async function removePending(deps: RemovalDeps, signal: AbortSignal): Promise<number> {
  let done = 0;
  for (;;) {
    const pending = await deps.removals.pending(PAGE);
    if (pending.length === 0) return done;
    for (const removal of pending) {
      signal.throwIfAborted();
      await remove(deps, removal);
      await deps.removals.done(removal.id);
      done += 1;
    }
  }
}

async function remove({ vectors, blobs }: RemovalDeps, removal: Removal): Promise<void> {
  const { learnerId, documentId, blobKey } = removal;
  if (blobKey) await blobs.remove(blobKey);
  if (documentId) await vectors.removeDocument(learnerId, documentId);
  if (!documentId && !blobKey) {
    await blobs.removeAll(learnerId);
    await vectors.drop(learnerId);
  }
}
