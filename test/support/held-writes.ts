import type { BlobStore } from '../../src/ports/blob-store.ts';

/** A real blob store in front of which writes are held until they are let go, and counted. */
export function heldWrites(store: BlobStore) {
  const held: { key: string; go: () => void }[] = [];
  let writing = 0;
  let most = 0;
  let isOpen = false;
  const blobs: BlobStore = {
    ...store,
    async put(key, content, signal) {
      writing += 1;
      most = Math.max(most, writing);
      const { promise, resolve } = Promise.withResolvers<void>();
      held.push({ key, go: resolve });
      try {
        if (!isOpen) await promise;
        return await store.put(key, content, signal);
      } finally {
        writing -= 1;
      }
    },
  };
  return {
    blobs,
    /** Writes that began, in their order; keys begin with the learner's id. */
    begun: () => held.map(({ key }) => key),
    /** How many there were at the same time at most. */
    most: () => most,
    /** Lets the write go that began as the nth. */
    letGo: (n: number) => held[n]?.go(),
    /** Holds no more, and none of those that are held. */
    open(): void {
      isOpen = true;
      for (const { go } of held) go();
    },
  };
}
