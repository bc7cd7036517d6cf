import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { AppError } from '../../src/errors.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { spaceOf } from '../../src/knowledge/vector-writer.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { fileChroma } from '../support/chroma.ts';
import { Exchange } from '../support/embedders.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';
import { switchable } from '../support/switchable-vectors.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const NOTES = Array.from({ length: 100 }, (_, i) => `# Part ${i}\n\nWhale number ${i} sings.`).join('\n\n');

async function embedded(world: Awaited<ReturnType<typeof openKnowledge>>, learnerId: string, id: string) {
  return (await world.stores.documents.find(learnerId, id))?.embeddedCount;
}

describe('catching vectors up', () => {
  it('lets a document be ready for words while the store is down, and adds its vectors when it is back', async () => {
    const { vectors: store, turn } = switchable(vectors);
    const world = await openKnowledge({ vectors: store });
    const ada = await world.learner();
    turn(false);
    world.startIngestion();
    const catchUp = world.startCatchUp();
    const { id } = await world.addText(ada, NOTES);
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', passageCount: 100, embeddedCount: 0 });
    expect(await world.find(ada, 'whale')).toMatchObject({
      degraded: true,
      passages: [{ matched: ['keyword'] }, {}, {}, {}, {}],
    });
    turn(true);
    catchUp.wake();
    await vi.waitFor(async () => expect(await embedded(world, ada, id)).toBe(100), WAIT);
    expect(await world.find(ada, 'whale number 7')).toMatchObject({ degraded: false });
    expect(world.board.services().vectors).toBe('ok');
  });

  it('begins by itself when the store is reported back', async () => {
    const { vectors: store, turn } = switchable(vectors);
    const world = await openKnowledge({ vectors: store });
    const ada = await world.learner();
    turn(false);
    world.startIngestion();
    world.startCatchUp();
    const { id } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    await vi.waitFor(() => expect(world.board.services().vectors).toBe('degraded'), WAIT);
    turn(true);
    world.board.report('vectors', 'ok');
    await vi.waitFor(async () => expect(await embedded(world, ada, id)).toBe(100), WAIT);
  });

  it('embeds everything for another embedder when that takes over, in a space of its own', async () => {
    const embedders = new Exchange(hashEmbedder);
    const world = await openKnowledge({ vectors, embedders });
    const ada = await world.learner();
    world.startIngestion();
    world.startCatchUp();
    const { id } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    const other: Embedder = { ...hashEmbedder, id: 'other-v1' };
    embedders.to(other);
    await vi.waitFor(
      async () => expect(await world.stores.texts.material.withoutVector('other-v1', 1)).toEqual([]),
      WAIT,
    );
    const [vector = new Float32Array()] = await other.embed(['Whale number 7 sings.'], 'query');
    for (const embedderId of ['other-v1', hashEmbedder.id]) {
      const space = { learnerId: ada, kind: 'material' as const, embedderId, dimensions: other.dimensions };
      expect((await vectors.query(space, vector, { limit: 100 })).length).toBe(100);
    }
  });

  it('waits for the model that is being loaded', async () => {
    const embedders = new Exchange();
    const world = await openKnowledge({ vectors, embedders });
    const ada = await world.learner();
    world.startIngestion();
    world.startCatchUp();
    const { id } = await world.addText(ada, NOTES);
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', embeddedCount: 0 });
    embedders.to(hashEmbedder);
    await vi.waitFor(async () => expect(await embedded(world, ada, id)).toBe(100), WAIT);
  });

  it('tells those who follow the document', async () => {
    const embedders = new Exchange();
    const world = await openKnowledge({ vectors, embedders });
    const ada = await world.learner();
    world.startIngestion();
    const { id } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    world.startCatchUp();
    const told: string[] = [];
    world.signals.subscribe((signal) => signal.type === 'document' && told.push(signal.documentId));
    embedders.to(hashEmbedder);
    await vi.waitFor(() => expect(told).toEqual([id, id]), WAIT);
  });

  it('goes on for everybody where a file cannot be removed, and tries that again', async () => {
    const embedders = new Exchange();
    const world = await openKnowledge({ vectors, embedders });
    const ada = await world.learner();
    world.startIngestion();
    const [kept, gone, notes] = [
      await world.addText(ada, 'Kept by the bucket.'),
      await world.addText(ada, 'Let go.'),
      await world.addText(ada, NOTES),
    ];
    for (const { id } of [kept, gone, notes]) await world.settled(ada, id);
    const { remove } = world.blobs;
    const forbidden = new AppError({ code: 'files_forbidden', status: 503, message: 'no key to delete' });
    const removing = vi.spyOn(world.blobs, 'remove').mockImplementation(async (key) => {
      if (key === kept.blobKey) throw forbidden;
      await remove.call(world.blobs, key);
    });
    for (const { id } of [kept, gone]) await world.library.remove(ada, id);
    embedders.to(hashEmbedder);
    const catchUp = world.startCatchUp();
    await vi.waitFor(async () => expect(await embedded(world, ada, notes.id)).toBe(100), WAIT);
    expect(await world.stores.removals.pending(10)).toMatchObject([{ documentId: kept.id }]);
    await expect(world.blobs.get(gone.blobKey)).rejects.toMatchObject({ code: 'blob_missing' });
    removing.mockRestore();
    catchUp.wake();
    await vi.waitFor(async () => expect(await world.stores.removals.pending(10)).toEqual([]), WAIT);
  });

  it('leaves nothing of a document that was cancelled in the middle, and makes all of it when that is tried again', async () => {
    const second = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let batches = 0;
    const embedder: Embedder = {
      ...hashEmbedder,
      // Of a model's texts fewer make a batch.
      semantic: true,
      async embed(texts, kind, signal) {
        if (kind === 'passage') batches += 1;
        if (batches === 2) {
          second.resolve();
          await gate.promise;
        }
        return hashEmbedder.embed(texts, kind, signal);
      },
    };
    const world = await openKnowledge({ vectors, embedders: new Exchange(embedder) });
    const ada = await world.learner();
    world.startIngestion();
    const catchUp = world.startCatchUp();
    const { id } = await world.addText(ada, NOTES);
    await second.promise;
    await world.library.cancel(ada, id);
    gate.resolve();
    const space = spaceOf(ada, 'material', hashEmbedder);
    await vi.waitFor(async () => expect(await world.stores.removals.pending(1)).toEqual([]), WAIT);
    await vi.waitFor(async () => expect(await vectors.count(space)).toBe(0), WAIT);
    const note = await world.addText(ada, 'A whale sings far away.');
    await world.settled(ada, note.id);
    expect((await world.find(ada, 'whale', 'semantic')).passages).toMatchObject([{ documentId: note.id }]);
    await world.library.retry(ada, id);
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', passageCount: 100 });
    catchUp.wake();
    await vi.waitFor(async () => expect(await vectors.count(space)).toBe(101), WAIT);
  });

  it('removes all that a deleted learner left', async () => {
    const world = await openKnowledge({ vectors });
    const ada = await world.learner();
    world.startIngestion();
    const { id, blobKey } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    await world.stores.removals.addLearner(ada);
    await world.stores.accounts.deleteLearner(ada);
    world.startCatchUp();
    await vi.waitFor(async () => expect(await world.stores.removals.pending(1)).toEqual([]), WAIT);
    await expect(world.blobs.get(blobKey)).rejects.toMatchObject({ code: 'blob_missing' });
    const space = {
      learnerId: ada,
      kind: 'material' as const,
      embedderId: hashEmbedder.id,
      dimensions: hashEmbedder.dimensions,
    };
    const [vector = new Float32Array()] = await hashEmbedder.embed(['whale'], 'query');
    expect(await vectors.query(space, vector, { limit: 5 })).toEqual([]);
  });
});
