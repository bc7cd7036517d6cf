import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { completeSpaces } from '../../src/knowledge/complete-spaces.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createVectorWriter, spaceOf, type WrittenGroups } from '../../src/knowledge/vector-writer.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { useDatabase } from '../contracts/use-database.ts';
import { fileChroma } from '../support/chroma.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { storedDocument, storedLearner } from '../support/records.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const later: Embedder = { ...hashEmbedder, id: 'later-v1' };
const signal = new AbortController().signal;

describe.each(DATABASE_KINDS)('completing the vectors of all learners on %s', (kind) => {
  const database = useDatabase(kind);
  const stores = () => database().stores;
  const clock = new FakeClock();

  // All learners are looked after together: begin each test without anybody's texts.
  beforeEach(async () => {
    await database().database.knex('documents').delete();
    await database().database.knex('vector_spaces').delete();
  });

  type OnBatch = (learnerId: string) => Promise<void>;

  /** @returns who was taken, in their order */
  async function round(embedder: Embedder, options: { owner?: string; onBatch?: OnBatch } = {}): Promise<string[]> {
    const { spaces, texts } = stores();
    const writers = [createVectorWriter({ texts: texts.material, spaces, vectors, clock })];
    const taken: string[] = [];
    const onBatch = async (_kind: string, groups: WrittenGroups) => {
      for (const learnerId of new Set(groups.values())) {
        taken.push(learnerId);
        await options.onBatch?.(learnerId);
      }
    };
    await completeSpaces(
      { spaces, writers, clock, owner: options.owner ?? 'node-1', alone: false },
      embedder,
      signal,
      onBatch,
    );
    return taken;
  }

  /** A learner who has something to read. */
  async function reader(): Promise<string> {
    const learnerId = await storedLearner(stores());
    await moreOf(learnerId);
    return learnerId;
  }

  const moreOf = (learnerId: string) => storedDocument(stores(), learnerId, ['Whales sing.', 'Leaves turn yellow.']);
  const missing = async (learnerId: string, { id }: Embedder = later) =>
    (await stores().texts.material.withoutVector(id, 10, { learnerId })).length;
  const serving = async (learnerId: string) => (await stores().spaces.holdings(learnerId)).material?.serving?.id;

  it('takes all of them in one round, though new texts of the first keep coming', async () => {
    const ada = await reader();
    const others = [await reader(), await reader(), await reader()];
    await round(hashEmbedder);
    const taken = await round(later, {
      // After each of the others there is something new of hers, which has no vector of any embedder.
      onBatch: async (learnerId) => {
        if (learnerId !== ada) await moreOf(ada);
      },
    });
    expect([...taken].sort()).toEqual([ada, ...others].sort());
    for (const learnerId of others) {
      expect([await missing(learnerId), await serving(learnerId)]).toEqual([0, 'later-v1']);
    }
    expect(await missing(ada)).toBeGreaterThan(0);
    expect(await round(later)).toEqual([ada]);
    expect(await missing(ada)).toBe(0);
  });

  it('passes over somebody who has had a turn also where more of theirs is missing than is looked at', async () => {
    const [ada, bob] = [await reader(), await reader()];
    let carol = '';
    const taken = await round(later, {
      onBatch: async (learnerId) => {
        if (learnerId !== bob) return;
        const many = Array.from({ length: 600 }, (_, at) => `Text ${at}.`);
        await storedDocument(stores(), ada, many);
        carol = await reader();
      },
    });
    expect(taken).toEqual([ada, bob, carol]);
    expect(await missing(ada)).toBeGreaterThan(0);
  });

  it('lets go of a learner at whom it failed, so that another node can go on at once', async () => {
    const ada = await reader();
    const failing: Embedder = { ...later, embed: () => Promise.reject(new Error('stopped by the test')) };
    await expect(round(failing)).rejects.toThrow('stopped by the test');
    expect(await round(later, { owner: 'node-2' })).toEqual([ada]);
    expect(await serving(ada)).toBe('later-v1');
  });

  it('leaves a learner to the node that took over after a minute of silence, and goes on with the others', async () => {
    const [ada, bob] = [await reader(), await reader()];
    const space = spaceOf(ada, 'material', later);
    let isTakenOver = false;
    const taken = await round(later, {
      onBatch: async (learnerId) => {
        if (learnerId !== ada || isTakenOver) return;
        isTakenOver = true;
        // There is more to do for this one, which the other node does.
        await moreOf(ada);
        clock.advance(61_000);
        const now = clock.now();
        const claim = { owner: 'node-2', now, leaseUntil: now + 60_000, alone: false };
        expect(await stores().spaces.claim('material', later, claim)).toBe(ada);
      },
    });
    expect([...taken].sort()).toEqual([ada, bob].sort());
    expect(await missing(ada)).toBe(2);
    expect(await stores().spaces.renew(space, 'node-2', clock.now() + 60_000)).toBe(true);
  });

  it('shares the learners among two nodes that work at the same time', async () => {
    const learners = [await reader(), await reader(), await reader(), await reader()];
    const taken = await Promise.all([round(later, { owner: 'node-1' }), round(later, { owner: 'node-2' })]);
    expect(taken.flat().sort()).toEqual(learners.sort());
  });
});
