import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../errors.ts';
import { requireBlobKey } from '../../ports/blob-key.ts';
import type { BlobStore } from '../../ports/blob-store.ts';
import { listBlobs } from './list-blobs.ts';

/** Not a possible key, so that unfinished files are never found. */
const DRAFTS = '.drafts';

/** Blobs as files below `root`. Drafts that a killed process left behind are removed first. */
export async function openDiskBlobStore(root: string): Promise<BlobStore> {
  const drafts = join(root, DRAFTS);
  await rm(drafts, { recursive: true, force: true });
  await mkdir(drafts, { recursive: true });
  return {
    async put(key, content, signal) {
      const target = pathOf(root, key);
      const draft = join(drafts, randomUUID());
      try {
        const written = await write(draft, content, signal);
        await mkdir(dirname(target), { recursive: true });
        await rename(draft, target);
        return written;
      } catch (error) {
        content.destroy();
        await rm(draft, { force: true });
        throw error;
      }
    },
    async get(key, range) {
      const file = await openBlob(pathOf(root, key));
      return file.createReadStream(range);
    },
    async remove(key) {
      await rm(pathOf(root, key), { force: true });
    },
    async removeAll(prefix) {
      await rm(pathOf(root, prefix), { recursive: true, force: true });
    },
    list: (page) => listBlobs(root, page),
  };
}

/** Writes and hashes as it comes, and has the disk confirm it before anybody can see it. */
async function write(
  draft: string,
  content: Readable,
  signal: AbortSignal | undefined,
): Promise<{ bytes: number; hash: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(draft, 'wx');
  try {
    for await (const part of content) {
      signal?.throwIfAborted();
      const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part);
      hash.update(chunk);
      bytes += chunk.length;
      await file.writeFile(chunk);
    }
    signal?.throwIfAborted();
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, hash: hash.digest('hex') };
}

async function openBlob(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new AppError({ code: 'blob_missing', status: 404, message: 'The file is not there any more.', cause: error });
  }
}

function pathOf(root: string, key: string): string {
  requireBlobKey(key);
  return join(root, ...key.split('/'));
}
