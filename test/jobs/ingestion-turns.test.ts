import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { startIngestion } from '../../src/jobs/ingestion.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { MP3 } from '../../src/protocol/document-kinds.ts';
import { fileChroma, silent } from '../support/chroma.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';
import { documentRecord, T0 } from '../support/records.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

describe('recordings that take long to be written down', () => {
  it('keep neither a note of the same learner nor one of another waiting', async () => {
    const world = await openKnowledge({ vectors });
    const [ada, bob] = [await world.learner('ada'), await world.learner('bob')];
    const read: string[] = [];
    const settled = Promise.withResolvers<void>();
    const job = startIngestion({
      documents: world.stores.documents,
      ingestion: {
        async run({ id, kind }) {
          read.push(id);
          if (kind === MP3) await settled.promise;
          await world.stores.documents.setStatus(id, 'ready');
        },
      },
      signals: world.signals,
      clock: world.clock,
      logger: silent,
      owner: 'this',
      alone: true,
    });
    onTestFinished(() => {
      settled.resolve();
      return job.stop();
    });
    const talks = [1, 2, 3].map(() => documentRecord(ada, { kind: MP3 }));
    const notes = [ada, bob].map((learnerId) => documentRecord(learnerId, { createdAt: T0 + 1 }));
    for (const document of [...talks, ...notes]) await world.stores.documents.create(document);
    job.wake();
    await vi.waitFor(() => expect(read).toHaveLength(4), WAIT);
    expect(read.filter((id) => notes.some((note) => note.id === id))).toHaveLength(2);
    for (const note of notes) expect(await world.settled(note.learnerId, note.id)).toMatchObject({ status: 'ready' });
    settled.resolve();
    for (const talk of talks) expect(await world.settled(ada, talk.id)).toMatchObject({ status: 'ready' });
  });
});

describe('queued documents', () => {
  it('are not looked for again where there were none, until one of their kind is queued', async () => {
    const world = await openKnowledge({ vectors });
    const ada = await world.learner('ada');
    const { documents } = world.stores;
    const claim = vi.spyOn(documents, 'claim');
    const run = async ({ id }: { id: string }) => void (await documents.setStatus(id, 'ready'));
    const job = startIngestion({
      ...{ documents, ingestion: { run }, signals: world.signals, clock: world.clock, logger: silent },
      ...{ owner: 'this', alone: true },
    });
    onTestFinished(() => job.stop());
    const asked = async (recordings: boolean) => {
      // What is asked when a reading has ended would be asked by now.
      for (let turn = 0; turn < 5; turn += 1) await documents.countUnfinished();
      return claim.mock.calls.filter(([, , , options]) => options?.recordings === recordings).length;
    };
    await vi.waitFor(async () => expect([await asked(false), await asked(true)]).toEqual([1, 1]), WAIT);
    const note = documentRecord(ada);
    await documents.create(note);
    job.wake(note.kind);
    expect(await world.settled(ada, note.id)).toMatchObject({ status: 'ready' });
    // One found it, one found no other.
    await vi.waitFor(async () => expect(await asked(false)).toBe(3), WAIT);
    expect([await asked(false), await asked(true)]).toEqual([3, 1]);
    job.wake(MP3);
    await vi.waitFor(async () => expect(await asked(true)).toBe(2), WAIT);
    expect(await asked(false)).toBe(3);
  });
});
