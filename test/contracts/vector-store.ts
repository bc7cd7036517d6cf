import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VectorItem, VectorSpace, VectorStore } from '../../src/ports/vector-store.ts';

/** A unit vector of 8 dimensions that leans towards `axis`. */
export function leaning(axis: number, lean = 1): Float32Array {
  const vector = new Float32Array(8).fill(Math.sqrt((1 - lean * lean) / 7));
  vector[axis] = lean;
  return vector;
}

export function newSpace(embedderId = 'test-v1'): VectorSpace {
  return { learnerId: randomUUID(), kind: 'material', embedderId, dimensions: 8 };
}

function items(count: number, documentId = 'd1'): VectorItem[] {
  return Array.from({ length: count }, (_, i) => ({
    passageId: `${documentId}-${i}`,
    documentId,
    vector: leaning(i % 8),
  }));
}

/** What every vector store does. `open` gives one that may be shared by tests: each has learners of its own. */
export function vectorStoreContract(name: string, open: () => Promise<VectorStore>): void {
  const ids = async (store: VectorStore, space: ReturnType<typeof newSpace>, documentIds?: string[]) =>
    (await store.query(space, leaning(0), { limit: 10, documentIds })).map((hit) => hit.passageId);

  describe(`${name} as a vector store`, () => {
    it('gives the nearest first, with their cosine similarity', async () => {
      const store = await open();
      const space = newSpace();
      await store.upsert(space, [
        { passageId: 'far', documentId: 'd', vector: leaning(3) },
        { passageId: 'near', documentId: 'd', vector: leaning(0, 0.9) },
        { passageId: 'same', documentId: 'd', vector: leaning(0) },
      ]);
      const hits = await store.query(space, leaning(0), { limit: 2 });
      expect(hits.map((hit) => hit.passageId)).toEqual(['same', 'near']);
      expect(hits[0]?.score).toBeCloseTo(1, 3);
      expect(hits[1]?.score).toBeCloseTo(0.9, 3);
    });

    it('has no neighbours for an unknown space, none for no documents, none of none', async () => {
      const store = await open();
      const space = newSpace();
      expect(await ids(store, space)).toEqual([]);
      await store.upsert(space, []);
      await store.upsert(space, items(1));
      expect(await ids(store, space, [])).toEqual([]);
      expect(await store.query(space, leaning(0), { limit: 0 })).toEqual([]);
    });

    it('leaves a document out, however near it is', async () => {
      const store = await open();
      const space = newSpace();
      await store.upsert(space, items(40, 'near'));
      await store.upsert(space, [{ passageId: 'far', documentId: 'other', vector: leaning(7) }]);
      const hits = await store.query(space, leaning(0), { limit: 5, exceptDocumentId: 'near' });
      expect(hits.map((hit) => hit.passageId)).toEqual(['far']);
    });

    it('replaces the vector of a passage that comes again', async () => {
      const store = await open();
      const space = newSpace();
      await store.upsert(space, [{ passageId: 'p', documentId: 'd', vector: leaning(5) }]);
      await store.upsert(space, [{ passageId: 'p', documentId: 'd', vector: leaning(0) }]);
      const hits = await store.query(space, leaning(0), { limit: 10 });
      expect(hits.map((hit) => [hit.passageId, Math.round(hit.score)])).toEqual([['p', 1]]);
    });

    it('keeps learners and embedders apart', async () => {
      const store = await open();
      const ann = newSpace();
      const bob = newSpace();
      const annOther = { ...ann, embedderId: 'Xenova/other model@q8' };
      await store.upsert(ann, items(1, 'ann'));
      await store.upsert(bob, items(1, 'bob'));
      await store.upsert(annOther, items(1, 'other'));
      expect(await ids(store, ann)).toEqual(['ann-0']);
      expect(await ids(store, bob)).toEqual(['bob-0']);
      expect(await ids(store, annOther)).toEqual(['other-0']);
    });

    it('looks only in the documents named', async () => {
      const store = await open();
      const space = newSpace();
      for (const id of ['d1', 'd2', 'd3']) await store.upsert(space, items(1, id));
      expect(await ids(store, space, ['d2'])).toEqual(['d2-0']);
      expect((await ids(store, space, ['d1', 'd3', 'unknown'])).sort()).toEqual(['d1-0', 'd3-0']);
    });

    it('takes more vectors than fit into one batch', async () => {
      const store = await open();
      const space = newSpace();
      await store.upsert(space, items(450));
      expect((await store.query(space, leaning(0), { limit: 450 })).length).toBe(450);
    });

    it('removes a document from all spaces of its learner and nothing else', async () => {
      const store = await open();
      const space = newSpace();
      const other = { ...space, embedderId: 'other' };
      for (const in_ of [space, other]) for (const id of ['d1', 'd2']) await store.upsert(in_, items(2, id));
      await store.removeDocument(space.learnerId, 'd1');
      await store.removeDocument(space.learnerId, 'never there');
      await store.removeDocument(randomUUID(), 'd2');
      expect((await ids(store, space)).sort()).toEqual(['d2-0', 'd2-1']);
      expect((await ids(store, other)).sort()).toEqual(['d2-0', 'd2-1']);
    });

    it('drops all of a learner, who can begin anew', async () => {
      const store = await open();
      const ann = newSpace();
      const bob = newSpace();
      for (const space of [ann, { ...ann, embedderId: 'other' }, bob]) await store.upsert(space, items(1));
      await store.drop(ann.learnerId);
      await store.drop(ann.learnerId);
      expect(await ids(store, ann)).toEqual([]);
      expect(await ids(store, { ...ann, embedderId: 'other' })).toEqual([]);
      expect(await ids(store, bob)).toEqual(['d1-0']);
      await store.upsert(ann, items(1, 'again'));
      expect(await ids(store, ann)).toEqual(['again-0']);
    });

    it('keeps what was said apart from material, and counts each', async () => {
      const store = await open();
      const material = newSpace();
      const talks: VectorSpace = { ...material, kind: 'talks' };
      expect(await store.count(material)).toBe(0);
      await store.upsert(material, items(3, 'd1'));
      await store.upsert(talks, items(2, 'c1'));
      expect([await store.count(material), await store.count(talks)]).toEqual([3, 2]);
      await store.removeDocument(material.learnerId, 'c1');
      expect([await store.count(material), await store.count(talks)]).toEqual([3, 0]);
    });

    it('drops one space and leaves the others', async () => {
      const store = await open();
      const space = newSpace();
      const other = { ...space, embedderId: 'other' };
      for (const each of [space, other]) await store.upsert(each, items(2));
      await store.dropSpace(space);
      await store.dropSpace(space);
      expect([await store.count(space), await store.count(other)]).toEqual([0, 2]);
      await store.upsert(space, items(1));
      expect(await store.count(space)).toBe(1);
    });

    it('answers a ping, and stops when nobody waits any more', async () => {
      const store = await open();
      await expect(store.ping()).resolves.toBeUndefined();
      const gone = AbortSignal.abort(new Error('gone'));
      await expect(store.query(newSpace(), leaning(0), { limit: 1 }, gone)).rejects.toThrow('gone');
    });
  });
}
