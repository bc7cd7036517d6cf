import type { Database } from './database.ts';

/** Larger originals are not kept: one of them would take the place of all others. */
export const MOST_FILE_BYTES = 20 * 1024 * 1024;
/** All originals on this device together; those not read for longest go first. */
const MOST_BYTES = 60 * 1024 * 1024;

export async function readFile(database: Database, id: string): Promise<Blob | undefined> {
  return (await database.get('files', id))?.content;
}

/** Keeps an original for reading offline. @returns false for one that is too large for that */
export async function keepFile(database: Database, id: string, content: Blob, now: number): Promise<boolean> {
  if (content.size > MOST_FILE_BYTES) return false;
  const transaction = database.transaction('files', 'readwrite');
  await transaction.store.put({ id, content, seenAt: now });
  let bytes = 0;
  for (
    let file = await transaction.store.index('seenAt').openCursor(null, 'prev');
    file;
    file = await file.continue()
  ) {
    bytes += file.value.content.size;
    if (bytes > MOST_BYTES) await file.delete();
  }
  await transaction.done;
  return true;
}
