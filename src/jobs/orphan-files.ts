import type { BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileRecords } from '../ports/file-records.ts';

/** A file is stored moments before its row. This is far beyond the slowest, and any difference between two clocks. */
const ORPHANED_AFTER_MS = 24 * 60 * 60_000;
const PAGE = 500;
/** So that a round takes minutes at most, however many files there are. */
const PAGES_A_ROUND = 20;

export interface OrphanFilesDeps {
  blobs: BlobStore;
  files: FileRecords;
  clock: Clock;
  /** Lower in tests. */
  limits?: { page: number; pagesARound: number };
}

/**
 * Removes files that a process stored and had no time to note, as it was killed. Each round looks at some of the files, from
 * where the one before ended, also where that failed. @returns a round: how many files it removed
 */
export function createOrphanFiles({ blobs, files, clock, limits }: OrphanFilesDeps): () => Promise<number> {
  const { page: limit, pagesARound } = limits ?? { page: PAGE, pagesARound: PAGES_A_ROUND };
  let cursor: string | undefined;
  return async () => {
    let removed = 0;
    for (let pages = 0; pages < pagesARound; pages += 1) {
      const { items, nextCursor } = await blobs.list({ limit, cursor });
      cursor = nextCursor;
      const before = clock.now() - ORPHANED_AFTER_MS;
      const old = items.filter(({ storedAt }) => storedAt < before).map(({ key }) => key);
      for (const key of await files.orphans(old)) {
        await blobs.remove(key);
        removed += 1;
      }
      if (cursor === undefined) break;
    }
    return removed;
  };
}
