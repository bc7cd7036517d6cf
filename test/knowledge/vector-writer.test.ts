import { describe, expect, it, vi } from 'vitest';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createVectorWriter } from '../../src/knowledge/vector-writer.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { useDatabase } from '../contracts/use-database.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { passageRecords, storedDocument, storedLearner } from '../support/records.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';

const TEXTS = ['Whales sing.', 'Bees dance.'];
const CANCELLED = { code: 'cancelled', message: 'Stopped.' };
const signal = new AbortController().signal;

describe('vectors of a document that is cancelled, and read again, while they are written', () => {
  const database = useDatabase('sqlite');

  /** Writes the vectors of a document, and does something else at two moments of it. */
  async function written(during: { upsert?: (id: string) => Promise<void>; removal?: (id: string) => Promise<void> }) {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const { document, passages } = await storedDocument(stores, learnerId, TEXTS);
    let isFirst = true;
    const vectors: VectorStore = {
      ...unreachableVectors,
      async upsert() {
        if (isFirst) await during.upsert?.(document.id);
        isFirst = false;
      },
      removeDocument: vi.fn(async () => during.removal?.(document.id)),
    };
    const { spaces, texts } = stores;
    const writer = createVectorWriter({ texts: texts.material, spaces, vectors, clock: new FakeClock() });
    const cancel = () => stores.documents.cancel(learnerId, document.id, CANCELLED);
    const readAgain = async () => {
      await stores.documents.requeue(learnerId, document.id);
      // What is read again has the same ids.
      const ids = passages.map(({ id }) => id);
      const again = passageRecords(document, TEXTS).map((passage, at) => ({ ...passage, id: ids[at] ?? '' }));
      await stores.documents.saveExtraction(document.id, { text: TEXTS.join(''), pages: [], passages: again });
    };
    const missing = async () =>
      (await texts.material.withoutVector(hashEmbedder.id, 10, { group: document.id })).length;
    const scope = { learnerId, group: document.id };
    const options = { embedder: hashEmbedder, scope, signal };
    return {
      write: () => writer.write(options),
      cancel,
      readAgain,
      missing,
      vectors,
      ids: passages.map(({ id }) => id),
    };
  }

  it('do not count as stored for the new reading, whose own may have been removed meanwhile', async () => {
    const seen: number[] = [];
    const world = await written({
      async upsert() {
        await world.cancel();
        await world.readAgain();
      },
    });
    const { markEmbedded } = database().stores.texts.material;
    const marking = vi.spyOn(database().stores.texts.material, 'markEmbedded');
    marking.mockImplementationOnce(async (...args) => {
      await markEmbedded(...args);
      seen.push(await world.missing());
    });
    await world.write();
    expect(seen).toEqual([2]);
    expect(await world.missing()).toBe(0);
  });

  it('are made again where they went with those of the former reading', async () => {
    const world = await written({
      async upsert() {
        await world.cancel();
      },
      async removal() {
        await world.readAgain();
        await database().stores.texts.material.markEmbedded(world.ids, hashEmbedder.id);
      },
    });
    expect(await world.write()).toBe(4);
    expect(world.vectors.removeDocument).toHaveBeenCalledTimes(1);
    expect(await world.missing()).toBe(0);
  });
});
