import type { Database, SharedContent, SharedItem } from './database.ts';

/** Keeps what was shared in one go: all of it, or nothing. */
export async function keepShare(
  database: Database,
  shareId: string,
  entries: readonly { content: SharedContent; refusal?: string }[],
): Promise<void> {
  const transaction = database.transaction('shares', 'readwrite');
  const added = entries.map((entry) =>
    transaction.store.add({ ...entry, id: crypto.randomUUID(), shareId, isMeant: false }),
  );
  await Promise.all([...added, transaction.done]);
}

/** In the order they were shared. */
export function readShares(database: Database): Promise<SharedItem[]> {
  return database.getAll('shares');
}

/** Changes those that `isIt` picks; the rest stays. */
export async function changeShares(
  database: Database,
  isIt: (item: SharedItem) => boolean,
  change: (item: SharedItem) => SharedItem,
): Promise<void> {
  const transaction = database.transaction('shares', 'readwrite');
  for (let at = await transaction.store.openCursor(); at; at = await at.continue()) {
    if (isIt(at.value)) await at.update(change(at.value));
  }
  await transaction.done;
}

export async function dropShare(database: Database, id: string): Promise<void> {
  const transaction = database.transaction('shares', 'readwrite');
  for (let at = await transaction.store.openCursor(); at; at = await at.continue()) {
    if (at.value.id === id) await at.delete();
  }
  await transaction.done;
}
