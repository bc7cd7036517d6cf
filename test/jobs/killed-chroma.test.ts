import { expect, test, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { spaceOf } from '../../src/knowledge/vector-writer.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { testChroma } from '../support/chroma.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';

const NOTES = Array.from({ length: 200 }, (_, i) => `# Part ${i}\n\nWhale number ${i} sings.`).join('\n\n');

/** A library over a Chroma of its own, which is killed as soon as `what` is asked of it for the `nth` time. */
async function killedAt(what: 'upsert' | 'query', nth: number) {
  const { child } = await testChroma();
  const store = createChromaVectorStore(child);
  let calls = 0;
  const kill = () => {
    calls += 1;
    const pid = child.pid();
    if (calls === nth && pid !== undefined) process.kill(pid, 'SIGKILL');
  };
  const vectors: VectorStore = {
    upsert: (...args) => {
      if (what === 'upsert') kill();
      return store.upsert(...args);
    },
    query: (...args) => {
      if (what === 'query') kill();
      return store.query(...args);
    },
    count: (...args) => store.count(...args),
    removeDocument: (...args) => store.removeDocument(...args),
    dropSpace: (...args) => store.dropSpace(...args),
    drop: (...args) => store.drop(...args),
    ping: (...args) => store.ping(...args),
  };
  const world = await openKnowledge({ vectors });
  const ada = await world.learner();
  world.startIngestion();
  return { ...world, ada, store, space: spaceOf(ada, 'material', hashEmbedder) };
}

test('a Chroma killed in the middle of ingestion loses nothing: words answer, and its vectors follow', async () => {
  const world = await killedAt('upsert', 2);
  const { id } = await world.addText(world.ada, NOTES);
  expect(await world.settled(world.ada, id)).toMatchObject({ status: 'ready', passageCount: 200 });
  const byWords = await world.find(world.ada, 'whale number 7', 'keyword');
  expect(byWords).toMatchObject({ degraded: false, passages: [{}, {}, {}, {}, {}] });
  const catchUp = world.startCatchUp();
  await vi.waitFor(async () => {
    catchUp.wake();
    expect(await world.store.count(world.space)).toBe(200);
    // Noted in the database after Chroma has them.
    expect((await world.stores.documents.find(world.ada, id))?.embeddedCount).toBe(200);
  }, WAIT);
});

test('a Chroma killed in the middle of a question leaves its answer to words, and serves the next ones again', async () => {
  const world = await killedAt('query', 1);
  const { id } = await world.addText(world.ada, NOTES);
  await world.settled(world.ada, id);
  const hit = await world.find(world.ada, 'whale number 7');
  expect(hit.degraded).toBe(true);
  expect(hit.passages[0]?.matched).toEqual(['keyword']);
  await vi.waitFor(async () => expect((await world.find(world.ada, 'whale number 7')).degraded).toBe(false), WAIT);
  expect(await world.store.count(world.space)).toBe(200);
});
