import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBlobKey } from '../../ports/blob-key.ts';
import type { StoredBlob } from '../../ports/blob-store.ts';
import type { Page, PageRequest } from '../../ports/page.ts';

/** A page of the blobs below `root`, folder by folder; the cursor is the last one's key. What goes meanwhile is left out. */
export async function listBlobs(root: string, { limit, cursor }: PageRequest): Promise<Page<StoredBlob>> {
  const items: StoredBlob[] = [];
  for await (const key of keysBelow(root, [], cursor?.split('/') ?? [])) {
    if (items.length === limit) return { items, nextCursor: items.at(-1)?.key };
    const { mtimeMs } = (await unlessGone(stat(join(root, key)))) ?? {};
    if (mtimeMs !== undefined) items.push({ key, storedAt: Math.floor(mtimeMs) });
  }
  return { items };
}

/** Keys in the folder `above`, beginning after the key that `after` spells from there on. */
async function* keysBelow(root: string, above: string[], after: string[]): AsyncGenerator<string> {
  const [first = '', ...rest] = after;
  const entries: Dirent[] = (await unlessGone(readdir(join(root, ...above), { withFileTypes: true }))) ?? [];
  const inOrder = entries
    .filter(({ name }) => isBlobKey(name) && name >= first)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of inOrder) {
    const here = [...above, entry.name];
    const isFirst = entry.name === first;
    if (entry.isDirectory()) yield* keysBelow(root, here, isFirst ? rest : []);
    else if (entry.isFile() && !isFirst) yield here.join('/');
  }
}

async function unlessGone<T>(looked: Promise<T>): Promise<T | undefined> {
  try {
    return await looked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
