import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { type AppError, unavailable } from '../../src/errors.ts';
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
  async function round(
    embedder: Embedder,
    options: { owner?: string; onBatch?: OnBatch; failed?: Set<string>; failures?: AppError[] } = {},
  ): Promise<string[]> {
    const { spaces, texts } = stores();
    const writers = [createVectorWriter({ texts: texts.material, spaces, vectors, clock })];
    const taken: string[] = [];
    const onBatch = async (_kind: string, groups: WrittenGroups) => {
      for (const learnerId of new Set(groups.values())) {
        taken.push(learnerId);
        await options.onBatch?.(learnerId);
      }
    };
    const { owner = 'node-1', failed = new Set() } = options;
    const deps = { spaces, writers, clock, owner, alone: false, failed };
    const { failures } = await completeSpaces(deps, embedder, signal, onBatch);
    options.failures?.push(...failures);
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
    const failures: AppError[] = [];
    await round(failing, { failures });
    expect(failures).toMatchObject([{ code: 'internal', cause: { message: 'stopped by the test' } }]);
    expect(await round(later, { owner: 'node-2' })).toEqual([ada]);
    expect(await serving(ada)).toBe('later-v1');
  });

  /** Fails at texts with this word. */
  const failingAt = (word: string): Embedder => ({
    ...later,
    async embed(texts, ...rest) {
      if (texts.some((text) => text.includes(word))) throw unavailable('embedder_unavailable', 'stopped by the test');
      return later.embed(texts, ...rest);
    },
  });
  const poisoned = async () => {
    const learnerId = await storedLearner(stores());
    await storedDocument(stores(), learnerId, ['A poisonous text.']);
    return learnerId;
  };

  it('goes on with the others where it fails at some, and takes those last the next time', async () => {
    // More than may fail in a row, and all of them before the one at whom it does not fail.
    const bad = [await poisoned(), await poisoned()];
    const ada = await reader();
    bad.push(await poisoned(), await poisoned());
    const failures: AppError[] = [];
    const failed = new Set<string>();
    expect(await round(failingAt('poisonous'), { failures, failed })).toEqual([ada]);
    expect(failures).toHaveLength(4);
    expect(await serving(ada)).toBe('later-v1');
    const bob = await reader();
    await expect(round(failingAt('poisonous'), { failed })).rejects.toMatchObject({ code: 'embedder_unavailable' });
    expect(await serving(bob)).toBe('later-v1');
    // Once it can be done, nothing is held against them.
    expect((await round(later, { failed })).sort()).toEqual(bad.sort());
    expect([...failed]).toEqual([]);
  });

  it('ends where it fails at three in a row: it is not for what they have written', async () => {
    for (let n = 0; n < 5; n += 1) await poisoned();
    const embedder = failingAt('poisonous');
    const embed = vi.spyOn(embedder, 'embed');
    const failed = new Set<string>();
    await expect(round(embedder, { failed })).rejects.toMatchObject({ code: 'embedder_unavailable' });
    expect(embed).toHaveBeenCalledTimes(3);
    // The others have their turn first the next time.
    const ada = await reader();
    await expect(round(embedder, { failed })).rejects.toMatchObject({ code: 'embedder_unavailable' });
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
        const { id, dimensions } = later;
        expect(await stores().spaces.claim('material', { id, dimensions }, claim)).toBe(ada);
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
