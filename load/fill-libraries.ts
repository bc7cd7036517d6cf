import type { OpenStores } from '../src/adapters/knex/open-stores.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { newId } from '../src/ids.ts';
import { createVectorWriter } from '../src/knowledge/vector-writer.ts';
import type { Embedder } from '../src/ports/embedder.ts';
import type { VectorStore } from '../src/ports/vector-store.ts';
import { passagesOf } from './made-up-material.ts';

const PER_DOCUMENT = 500;

interface Filling extends Pick<OpenStores, 'stores' | 'database'> {
  vectors: VectorStore;
  embedder: Embedder;
  /** Over all libraries, the same in each. */
  passages: number;
  libraries: number;
}

/** Learners with made-up material, stored and embedded. @returns their ids */
export async function fillLibraries({
  stores,
  database,
  vectors,
  embedder,
  passages,
  libraries,
}: Filling): Promise<string[]> {
  const { accounts, documents, spaces, texts } = stores;
  const now = Date.now();
  const inEach = Math.ceil(passages / libraries);
  const learnerIds = Array.from({ length: libraries }, newId);
  for (const id of learnerIds) {
    const person = { email: `${id}@example.org`, name: 'Load', passwordHash: '-', role: 'learner' } as const;
    await accounts.createLearner({ id, ...person, createdAt: now }, { firstIsAdmin: false });
  }
  const filling = performance.now();
  for (const learnerId of learnerIds) {
    for (let made = 0; made < inEach; made += PER_DOCUMENT) {
      const id = newId();
      const facts = { id, learnerId, title: 'Load', kind: 'text/plain', tags: [], createdAt: now };
      const counts = { passageCount: 0, attempts: 0, embeddedCount: 0, bytes: 0, hash: '-', blobKey: '-' };
      await documents.create({ ...facts, ...counts, status: 'queued' });
      const content = passagesOf(id, learnerId, Math.min(PER_DOCUMENT, inEach - made));
      await documents.saveExtraction(id, { ...content, pages: [] });
      await documents.setStatus(id, 'ready');
    }
  }
  // As PostgreSQL does by itself a minute later, unless it was told not to: without statistics it reads all that has no vector for each batch.
  if (database?.kind === 'postgres') await database.knex.raw('analyze');
  const stored = performance.now();
  const { signal } = new AbortController();
  const writer = createVectorWriter({ texts: texts.material, spaces, vectors, clock: systemClock });
  await writer.write({ embedder, scope: {}, signal });
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  console.log(
    `${passages} passages stored in ${seconds(filling, stored)} s, embedded in ${seconds(stored, performance.now())} s`,
  );
  return learnerIds;
}
