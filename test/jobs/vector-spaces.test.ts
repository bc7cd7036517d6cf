import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { unavailable } from '../../src/errors.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { spaceOf } from '../../src/knowledge/vector-writer.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { fileChroma } from '../support/chroma.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { Exchange } from '../support/embedders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const NOTES = Array.from({ length: 100 }, (_, i) => `# Part ${i}\n\nWhale number ${i} sings.`).join('\n\n');

/** An embedder of another name, which stops for good after so many batches, or waits before each. */
function other(id: string, options: { batches?: number; gate?: Promise<void> } = {}): Embedder {
  let left = options.batches ?? Number.POSITIVE_INFINITY;
  return {
    ...hashEmbedder,
    id,
    async embed(texts, kind, signal) {
      if (kind === 'passage') {
        await options.gate;
        left -= 1;
        if (left < 0) throw unavailable('embedder_unavailable', 'stopped by the test');
      }
      return hashEmbedder.embed(texts, kind, signal);
    },
  };
}

async function libraryOf(kind: 'sqlite' | 'postgres' = 'sqlite', clock?: FakeClock) {
  const embedders = new Exchange(hashEmbedder);
  const world = await openKnowledge({ vectors, embedders, kind, ...(clock && { clock }) });
  const ada = await world.learner();
  const reading = world.startIngestion();
  const { id } = await world.addText(ada, NOTES);
  await world.settled(ada, id);
  await reading.stop();
  const missing = async (embedder: string) => (await world.stores.texts.material.withoutVector(embedder, 1000)).length;
  const semantic = async () =>
    (await world.find(ada, 'whale number 7', 'semantic')).passages.map(({ matched }) => matched[0]);
  return { ...world, embedders, ada, id, missing, semantic };
}

describe.each(DATABASE_KINDS)('changing the embedder on %s', (kind) => {
  it('lets the old vectors answer until the new ones are complete, and drops them a minute later', async () => {
    const clock = new FakeClock();
    const world = await libraryOf(kind, clock);
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const embedder = other('other-v1', { gate });
    world.embedders.to(embedder);
    const catchUp = world.startCatchUp();
    expect(await world.semantic()).toContain('semantic');
    expect(await world.library.totals(world.ada)).toMatchObject({ passages: 100, embedded: 0 });
    expect(await world.meaning()).toMatchObject({
      by: 'word_shapes',
      embedder: 'other-v1',
      passages: 100,
      embedded: 0,
    });
    open();
    await vi.waitFor(async () => expect(await world.missing('other-v1')).toBe(0), WAIT);
    await vi.waitFor(
      async () =>
        expect((await world.stores.spaces.holdings(world.ada)).material?.serving).toMatchObject({ id: 'other-v1' }),
      WAIT,
    );
    expect(await world.semantic()).toContain('semantic');
    expect(await world.library.totals(world.ada)).toMatchObject({ passages: 100, embedded: 100 });
    const old = spaceOf(world.ada, 'material', hashEmbedder);
    expect(await vectors.count(old)).toBe(100);
    clock.advance(61_000);
    catchUp.wake();
    await vi.waitFor(async () => expect(await vectors.count(old)).toBe(0), WAIT);
    expect(await vectors.count(spaceOf(world.ada, 'material', embedder))).toBe(100);
  });

  it('goes on where it was when the process was stopped in the middle', async () => {
    const world = await libraryOf(kind);
    world.embedders.to(other('other-v1', { batches: 1 }));
    const first = world.startCatchUp({ owner: 'first' });
    await vi.waitFor(async () => expect(await world.missing('other-v1')).toBe(100 - 64), WAIT);
    await first.stop();
    expect(await world.semantic()).toContain('semantic');
    const embedder = other('other-v1');
    const embed = vi.spyOn(embedder, 'embed');
    world.embedders.to(embedder);
    world.startCatchUp({ owner: 'second' });
    await vi.waitFor(async () => expect(await world.missing('other-v1')).toBe(0), WAIT);
    const texts = embed.mock.calls.filter(([, what]) => what === 'passage').flatMap(([batch]) => batch);
    expect(texts).toHaveLength(36);
  });
});

describe('several nodes', () => {
  it('share the learners among them, each text embedded once', async () => {
    const world = await libraryOf('postgres');
    const grace = await world.learner('grace');
    const reading = world.startIngestion();
    const { id } = await world.addText(grace, NOTES);
    await world.settled(grace, id);
    await reading.stop();
    const embedder = other('other-v1');
    const embed = vi.spyOn(embedder, 'embed');
    world.embedders.to(embedder);
    for (const owner of ['node-1', 'node-2']) world.startCatchUp({ owner, alone: false });
    await vi.waitFor(async () => expect(await world.missing('other-v1')).toBe(0), WAIT);
    const texts = embed.mock.calls.flatMap(([batch]) => batch);
    expect(texts).toHaveLength(200);
  });
});

describe('a vector store that lost what it had', () => {
  it('is noticed at the start, and filled again', async () => {
    const world = await libraryOf();
    const space = spaceOf(world.ada, 'material', hashEmbedder);
    await vectors.drop(world.ada);
    expect(await vectors.count(space)).toBe(0);
    expect((await world.stores.documents.find(world.ada, world.id))?.embeddedCount).toBe(100);
    world.startCatchUp();
    await vi.waitFor(async () => expect(await vectors.count(space)).toBe(100), WAIT);
    await vi.waitFor(
      async () => expect((await world.stores.documents.find(world.ada, world.id))?.embeddedCount).toBe(100),
      WAIT,
    );
    expect(await world.semantic()).toContain('semantic');
  });

  it('is noticed when only some of it is gone, and left alone when nothing is', async () => {
    const world = await libraryOf();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const embed = vi.fn(hashEmbedder.embed);
    world.embedders.to({ ...hashEmbedder, embed });
    const first = world.startCatchUp();
    vi.spyOn(world.stores.spaces, 'takeOld').mockImplementationOnce(async () => {
      resolve();
      return [];
    });
    await asked;
    expect(embed).not.toHaveBeenCalled();
    await first.stop();
    const [passage] = await world.stores.texts.material.withoutVector('nobody', 1);
    if (!passage) throw new Error('no passage');
    await vectors.dropSpace(spaceOf(world.ada, 'material', hashEmbedder));
    const [vector = new Float32Array()] = await hashEmbedder.embed([passage.text], 'passage');
    const item = { passageId: passage.id, documentId: passage.group, vector };
    await vectors.upsert(spaceOf(world.ada, 'material', hashEmbedder), [item]);
    world.startCatchUp();
    await vi.waitFor(
      async () => expect(await vectors.count(spaceOf(world.ada, 'material', hashEmbedder))).toBe(100),
      WAIT,
    );
  });
});

describe('a model that is still arriving', () => {
  it('lets words answer, and the vectors of before, and says how far it is', async () => {
    const world = await libraryOf();
    world.embedders.to(undefined);
    world.embedders.percent = 42;
    expect(await world.meaning()).toEqual({ by: 'nothing_yet', loadedPercent: 42, passages: 100, embedded: 0 });
    // The built-in embedder's vectors are there, and it needs no loading.
    expect(await world.find(world.ada, 'whale number 7')).toMatchObject({ degraded: false });
    await world.stores.spaces.rebuildAll(0);
    const byWords = await world.find(world.ada, 'whale number 7');
    expect(byWords.degraded).toBe(true);
    expect(byWords.passages[0]?.matched).toEqual(['keyword']);
  });

  it('is the one that questions are embedded by, where its vectors serve', async () => {
    const world = await libraryOf();
    const before = other('before@q8');
    world.embedders.to(before);
    const catchUp = world.startCatchUp();
    await vi.waitFor(
      async () =>
        expect((await world.stores.spaces.holdings(world.ada)).material?.serving).toMatchObject({ id: 'before@q8' }),
      WAIT,
    );
    await catchUp.stop();
    world.embedders.to(other('after@q8'));
    // Its model is not to be had: what there is of the new one answers, which is nothing.
    expect(await world.semantic()).toEqual([]);
    world.embedders.former.set('before@q8', before);
    expect(await world.semantic()).toContain('semantic');
  });
});
