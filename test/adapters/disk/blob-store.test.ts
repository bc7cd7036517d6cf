import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openDiskBlobStore } from '../../../src/adapters/disk/blob-store.ts';
import { blobStoreContract } from '../../contracts/blob-store.ts';
import { testDir } from '../../support/temp-dir.ts';

blobStoreContract('a folder', async () => openDiskBlobStore(join(await testDir(), 'blobs')));

describe('a folder of blobs', () => {
  it('keeps no draft of what failed, and clears those of a killed process when it opens', async () => {
    const root = await testDir();
    const store = await openDiskBlobStore(root);
    const broken = new Readable({ read: () => broken.destroy(new Error('cut off')) });
    await expect(store.put('key', broken)).rejects.toThrow('cut off');
    expect(await readdir(root, { recursive: true })).toEqual(['.drafts']);

    await writeFile(join(root, '.drafts', 'left-behind'), 'half');
    await openDiskBlobStore(root);
    expect(await readdir(join(root, '.drafts'))).toEqual([]);
  });
});
