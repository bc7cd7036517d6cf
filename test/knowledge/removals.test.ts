import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError, unavailable } from '../../src/errors.ts';
import { removePending } from '../../src/knowledge/removals.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { openTestDatabase } from '../support/databases.ts';
import { storedLearner } from '../support/records.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';

const NOW = new AbortController().signal;

async function open(remove: BlobStore['remove']) {
  const { database, stores, drop } = await openTestDatabase('sqlite');
  onTestFinished(drop);
  const learnerId = await storedLearner(stores);
  for (let n = 0; n < 250; n += 1) {
    const id = `removal-${String(n).padStart(3, '0')}`;
    await database.knex('removals').insert({ id, learner_id: learnerId, blob_key: `${learnerId}/${n}` });
  }
  const blobs = { remove: vi.fn(remove) } as Partial<BlobStore> as BlobStore;
  return {
    blobs,
    run: () => removePending({ removals: stores.removals, blobs, vectors: unreachableVectors }, NOW),
    stores,
  };
}

describe('removing what was deleted', () => {
  it('goes on with the others where some cannot be removed, and says why once', async () => {
    const { run, stores } = await open(async (key) => {
      if (key.endsWith('0')) throw new AppError({ code: 'files_forbidden', status: 503, message: 'no' });
    });
    expect(await run()).toMatchObject({ done: 225, failures: [{ code: 'files_forbidden' }] });
    expect(await stores.removals.pending(1000)).toHaveLength(25);
  });

  it('ends for now where a store is away', async () => {
    const { run, blobs } = await open(() => Promise.reject(unavailable('files_unavailable', 'away')));
    expect(await run()).toMatchObject({ done: 0, failures: [{ code: 'files_unavailable' }] });
    expect(blobs.remove).toHaveBeenCalledTimes(1);
  });
});
