import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError, unavailable } from '../../src/errors.ts';
import { removePending } from '../../src/knowledge/removals.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
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
    run: () =>
      removePending({ removals: stores.removals, blobs, vectors: unreachableVectors, clock: new FakeClock() }, NOW),
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

describe('removing what another node was faster with', () => {
  it('has the vectors made again of what was read again meanwhile: they may be what was removed', async () => {
    const { database, stores, drop } = await openTestDatabase('sqlite');
    onTestFinished(drop);
    const learnerId = await storedLearner(stores);
    const { document, passages } = await storedDocument(stores, learnerId, ['Whales sing.', 'Bees dance.']);
    const embed = () =>
      stores.texts.material.markEmbedded(
        passages.map(({ id }) => id),
        'e1',
      );
    const without = async () => (await stores.texts.material.withoutVector('e1', 10)).length;
    await embed();
    await database.knex('removals').insert({ id: 'removal', learner_id: learnerId, document_id: document.id });
    const removeDocument = vi.fn(async () => {
      await stores.removals.done('removal');
      await embed();
    });
    const vectors = { ...unreachableVectors, removeDocument };
    const blobs = {} as Partial<BlobStore> as BlobStore;
    const deps = { removals: stores.removals, blobs, vectors, clock: new FakeClock() };
    expect((await removePending(deps, NOW)).failures).toEqual([]);
    expect([removeDocument.mock.calls.length, await without()]).toEqual([1, 2]);
  });
});
