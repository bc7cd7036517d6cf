import { describe, expect, it, vi } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createJoinedWriting } from '../../src/knowledge/joined-writing.ts';
import { createVectorWriter } from '../../src/knowledge/vector-writer.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { useDatabase } from '../contracts/use-database.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { storedDocument, storedLearner } from '../support/records.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';

describe('writing the vectors of documents together', () => {
  const database = useDatabase('sqlite');

  function open(upsert: VectorStore['upsert'] = async () => undefined, embedder: Embedder = hashEmbedder) {
    const { stores } = database();
    const clock = new FakeClock();
    const vectors = { ...unreachableVectors, upsert: vi.fn(upsert) };
    const { spaces, texts } = stores;
    const writer = createVectorWriter({ texts: texts.material, spaces, vectors, clock });
    const joined = createJoinedWriting({ writer, clock });
    return {
      clock,
      joined,
      /** How many vectors each request had. */
      requests: () => vectors.upsert.mock.calls.map(([, items]) => items.length),
      learner: () => storedLearner(stores),
      async document(learnerId: string, written: string[]) {
        const { document } = await storedDocument(stores, learnerId, written);
        const stop = new AbortController();
        const onBatch = vi.fn(async () => undefined);
        const { id } = document;
        const passages = written.length;
        const write = () => joined.write({ id, learnerId, passages, embedder, signal: stop.signal, onBatch });
        const missing = async () => (await texts.material.withoutVector(embedder.id, 999, { group: id })).length;
        return { write, stop, onBatch, missing };
      },
      serves: async (learnerId: string) => (await spaces.holdings(learnerId)).material?.serving !== undefined,
    };
  }

  const some = (count: number) => Array.from({ length: count }, (_, n) => `Whale number ${n} sings.`);

  it('makes one request for those of a learner that are read at the same time', async () => {
    const { joined, learner, document, requests, serves } = open();
    const ada = await learner();
    const read = [joined.expect(ada), joined.expect(ada), joined.expect(ada)];
    const all = [await document(ada, some(5)), await document(ada, some(7)), await document(ada, some(9))];
    const written = all.map((each, n) => {
      const writing = each.write();
      read[n]?.();
      return writing;
    });
    await Promise.all(written);
    expect(requests()).toEqual([21]);
    for (const each of all) expect([await each.missing(), each.onBatch.mock.calls.length]).toEqual([0, 1]);
    expect(await serves(ada)).toBe(true);
  });

  it('lets one that is alone wait for nobody', async () => {
    const { joined, learner, document, requests } = open();
    const [ada, bob] = [await learner(), await learner()];
    // Somebody else's is none of its company.
    joined.expect(bob);
    await (await document(ada, some(3))).write();
    expect(requests()).toEqual([3]);
  });

  it('waits for one that is still being read, but only for a moment', async () => {
    const { clock, joined, learner, document, requests } = open();
    const ada = await learner();
    joined.expect(ada);
    const writing = (await document(ada, some(3))).write();
    clock.advance(149);
    expect(requests()).toEqual([]);
    clock.advance(1);
    await writing;
    expect(requests()).toEqual([3]);
  });

  it('does not wait for more than a whole batch', async () => {
    const { joined, learner, document, requests } = open();
    const ada = await learner();
    joined.expect(ada);
    const all = [await document(ada, some(120)), await document(ada, some(120)), await document(ada, some(3))];
    const [first, second] = all.map((each) => each.write());
    await Promise.all([first, second]);
    expect(requests()).toEqual([200, 40]);
  });

  it('keeps learners apart, and large documents', async () => {
    const { joined, learner, document, requests } = open();
    const [ada, bob] = [await learner(), await learner()];
    const read = [joined.expect(ada), joined.expect(bob)];
    const [small, large, his] = [
      await document(ada, some(3)),
      await document(ada, some(201)),
      await document(bob, some(4)),
    ];
    const written = [small, large, his].map((each) => each.write());
    for (const isRead of read) isRead();
    await Promise.all(written);
    expect(requests().toSorted((a, b) => a - b)).toEqual([3, 4, 9, 64, 64, 64]);
  });

  it('fails alone for one that cannot be embedded', async () => {
    const embedder: Embedder = {
      ...hashEmbedder,
      async embed(texts, ...rest) {
        if (texts.some((text) => text.includes('poison'))) throw new Error('stopped by the test');
        return hashEmbedder.embed(texts, ...rest);
      },
    };
    const { joined, learner, document } = open(undefined, embedder);
    const ada = await learner();
    const isRead = joined.expect(ada);
    const all = [await document(ada, some(2)), await document(ada, ['poison']), await document(ada, some(3))];
    const settled = Promise.allSettled(all.map((each) => each.write()));
    isRead();
    expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await Promise.all(all.map((each) => each.missing()))).toEqual([0, 1, 0]);
  });

  it('tells all of them at once that the store is away', async () => {
    const { joined, learner, document, requests } = open(() =>
      Promise.reject(unavailable('vectors_unavailable', 'away')),
    );
    const ada = await learner();
    const isRead = joined.expect(ada);
    const all = [await document(ada, some(2)), await document(ada, some(3))];
    const settled = Promise.allSettled(all.map((each) => each.write()));
    isRead();
    expect(await settled).toMatchObject(all.map(() => ({ reason: { code: 'vectors_unavailable' } })));
    expect(requests()).toEqual([5]);
  });

  it('goes on for the others when one is stopped, and stops when all are', async () => {
    const begun = Promise.withResolvers<void>();
    const stopped = new Error('not wanted');
    const { joined, learner, document } = open((_space, _items, signal) => {
      begun.resolve();
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    const ada = await learner();
    const isRead = joined.expect(ada);
    const [one, other] = [await document(ada, some(2)), await document(ada, some(3))];
    const settled = Promise.allSettled([one.write(), other.write()]);
    isRead();
    await begun.promise;
    one.stop.abort(stopped);
    other.stop.abort(stopped);
    expect(await settled).toMatchObject([{ reason: stopped }, { reason: stopped }]);

    const calm = open();
    const bob = await calm.learner();
    const wanted = calm.joined.expect(bob);
    const [his, another] = [await calm.document(bob, some(2)), await calm.document(bob, some(3))];
    const outcome = Promise.allSettled([his.write(), another.write()]);
    his.stop.abort(stopped);
    wanted();
    expect(await outcome).toMatchObject([{ reason: stopped }, { status: 'fulfilled' }]);
  });
});
