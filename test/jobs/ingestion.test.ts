import { once } from 'node:events';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import type { TextExtractor } from '../../src/ports/text-extractor.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { fileChroma } from '../support/chroma.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';
import { makePdf } from '../support/pdf.ts';
import { switchable } from '../support/switchable-vectors.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const NOTES =
  '# Plants\n\nLeaves are green because of chlorophyll.\n\n# Animals\n\nWhales are mammals that live in the sea.';

/** Reads "PDFs" as the test says. */
function reader(read: () => Promise<string>): TextExtractor {
  return { kind: 'application/pdf', extract: async () => ({ text: await read(), pages: [0] }) };
}

describe.each(DATABASE_KINDS)('reading documents, on %s', (kind) => {
  it('brings notes to ready, found by words and by vectors', async () => {
    const world = await openKnowledge({ vectors, kind });
    const ada = await world.learner();
    world.startIngestion();
    const { id } = await world.addText(ada, NOTES);
    expect(await world.settled(ada, id)).toMatchObject({
      status: 'ready',
      passageCount: 2,
      embeddedCount: 2,
      failure: undefined,
    });
    const { passages, degraded } = await world.find(ada, 'Why are leaves green?');
    expect(degraded).toBe(false);
    expect(passages[0]).toMatchObject({ headings: ['Plants'], title: 'Notes', matched: ['keyword', 'semantic'] });
    const { content } = await world.library.content(ada, id);
    expect(content.text.slice(passages[0]?.start, passages[0]?.end)).toBe(passages[0]?.text);
  });

  it('brings a PDF to ready, with its pages and its own title', async () => {
    const world = await openKnowledge({ vectors, kind });
    const ada = await world.learner();
    world.startIngestion();
    const file = await makePdf(['Leaves are green.', 'Whales live in the sea.'], { title: 'Nature' });
    const { id, title } = await world.addFile(ada, 'scan_01.pdf', file);
    expect(title).toBe('scan 01');
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', title: 'Nature', pages: 2 });
    expect((await world.find(ada, 'whales')).passages[0]).toMatchObject({ page: 2, text: 'Whales live in the sea.' });
  });

  it('keeps what belongs to another learner out of every search', async () => {
    const world = await openKnowledge({ vectors, kind });
    const [ada, bob] = [await world.learner('ada'), await world.learner('bob')];
    world.startIngestion();
    const { id } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    expect((await world.find(bob, 'Why are leaves green?')).passages).toEqual([]);
  });
});

describe('a document that cannot be read', () => {
  it('fails with its reason, and the next one is read', async () => {
    const world = await openKnowledge({ vectors });
    const ada = await world.learner();
    world.startIngestion();
    const locked = await world.addFile(ada, 'a.pdf', await makePdf(['x'], { password: 'p' }));
    const notes = await world.addText(ada, NOTES);
    expect(await world.settled(ada, locked.id)).toMatchObject({ status: 'failed', failure: { code: 'pdf_encrypted' } });
    expect(await world.settled(ada, notes.id)).toMatchObject({ status: 'ready' });
  });

  it('is read again when the learner asks', async () => {
    let works = false;
    const extractors = [reader(async () => (works ? 'Now it can be read.' : ''))];
    const world = await openKnowledge({ vectors, extractors });
    const ada = await world.learner();
    world.startIngestion();
    const { id } = await world.addFile(ada, 'a.pdf', Buffer.from('%PDF-'));
    expect(await world.settled(ada, id)).toMatchObject({ failure: { code: 'pdf_without_text' } });
    works = true;
    expect(await world.library.retry(ada, id)).toMatchObject({ failure: undefined });
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', passageCount: 1 });
    await expect(world.library.retry(ada, id)).rejects.toMatchObject({ code: 'not_failed' });
  });

  it('fails when its file is gone', async () => {
    const world = await openKnowledge({ vectors });
    const ada = await world.learner();
    const { id, blobKey } = await world.addText(ada, NOTES);
    await world.blobs.remove(blobKey);
    world.startIngestion();
    expect(await world.settled(ada, id)).toMatchObject({ status: 'failed', failure: { code: 'blob_missing' } });
  });

  it('is failed after a third attempt at which something else was out of order', async () => {
    const failing = vi.fn(() => Promise.reject(new Error('out of order')));
    const world = await openKnowledge({ vectors, extractors: [reader(failing)] });
    const ada = await world.learner();
    const { id } = await world.addFile(ada, 'a.pdf', Buffer.from('%PDF-'));
    for (const owner of ['first', 'second', 'third']) {
      const document = await world.stores.documents.claim(owner, Date.now(), Date.now() + 60_000, { alone: true });
      if (!document) throw new Error('nothing to claim');
      await world.ingestion.run(document, new AbortController().signal).catch(() => undefined);
    }
    expect(await world.stores.documents.find(ada, id)).toMatchObject({
      status: 'failed',
      failure: { code: 'ingestion_failed', message: 'This document could not be read in 3 attempts.' },
    });
    expect(failing).toHaveBeenCalledTimes(3);
  });

  it('is left alone after it stopped three servers in the middle', async () => {
    const world = await openKnowledge({ vectors, extractors: [reader(() => new Promise(() => undefined))] });
    const ada = await world.learner();
    const { id } = await world.addFile(ada, 'poison.pdf', Buffer.from('%PDF-'));
    for (const [at, owner] of ['first', 'second', 'third'].entries()) {
      const document = await world.stores.documents.claim(owner, Date.now(), Date.now() + 60_000, { alone: true });
      if (!document) throw new Error('nothing to claim');
      // Never ends, as when the process is killed in the middle.
      void world.ingestion.run(document, new AbortController().signal);
      const begun = { status: 'extracting', attempts: at + 1, failure: undefined };
      await vi.waitFor(async () => expect(await world.stores.documents.find(ada, id)).toMatchObject(begun), WAIT);
    }
    world.startIngestion('fourth');
    expect(await world.settled(ada, id)).toMatchObject({ status: 'failed', failure: { code: 'ingestion_crashed' } });
  });
});

describe('a document that is cancelled', () => {
  it('is let go of at once, and the next one is read', async () => {
    let stopped: AbortSignal | undefined;
    const read = (_file: Uint8Array, signal?: AbortSignal) => {
      stopped = signal;
      return new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const world = await openKnowledge({ vectors, extractors: [{ kind: 'application/pdf', extract: read }] });
    const ada = await world.learner();
    const job = world.startIngestion();
    const { id } = await world.addFile(ada, 'a.pdf', Buffer.from('%PDF-'));
    await vi.waitFor(() => expect(stopped).toBeDefined(), WAIT);
    const cancelled = { status: 'failed', failure: { code: 'cancelled' }, attempts: 0 };
    expect(await world.library.cancel(ada, id)).toMatchObject(cancelled);
    expect(stopped?.aborted).toBe(true);
    const notes = await world.addText(ada, NOTES);
    expect(await world.settled(ada, notes.id)).toMatchObject({ status: 'ready' });
    await job.stop();
    expect(await world.stores.documents.find(ada, id)).toMatchObject(cancelled);
  });

  it('stays so when whoever reads it hears of it too late, and can be read again', async () => {
    const reading = Promise.withResolvers<void>();
    const text = Promise.withResolvers<string>();
    const extractors = [
      reader(() => {
        reading.resolve();
        return text.promise;
      }),
    ];
    const world = await openKnowledge({ vectors, extractors });
    const ada = await world.learner();
    const { id } = await world.addFile(ada, 'a.pdf', Buffer.from('%PDF-'));
    const claimed = await world.stores.documents.claim('another node', Date.now(), Date.now() + 60_000);
    if (!claimed) throw new Error('nothing to claim');
    const run = world.ingestion.run(claimed, new AbortController().signal);
    await reading.promise;
    await world.library.cancel(ada, id);
    text.resolve('Whales live in the sea.');
    await run;
    expect(await world.stores.documents.find(ada, id)).toMatchObject({ status: 'failed', passageCount: 0 });
    expect((await world.find(ada, 'whales')).passages).toEqual([]);
    world.startIngestion();
    await world.library.retry(ada, id);
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', passageCount: 1 });
  });
});

describe('a server that stops in the middle', () => {
  it('leaves the document to the next one, without counting the attempt', async () => {
    let reads = 0;
    const untilStopped: TextExtractor = {
      kind: 'application/pdf',
      async extract(_file, signal) {
        reads += 1;
        if (reads > 1) return { text: 'Read at last.', pages: [0] };
        await once(signal ?? new EventTarget(), 'abort');
        throw signal?.reason;
      },
    };
    const extractors = [untilStopped];
    const world = await openKnowledge({ vectors, extractors });
    const ada = await world.learner();
    const first = world.startIngestion('first');
    const { id } = await world.addFile(ada, 'a.pdf', Buffer.from('%PDF-'));
    await vi.waitFor(() => expect(reads).toBe(1), WAIT);
    await first.stop();
    expect(await world.stores.documents.find(ada, id)).toMatchObject({ status: 'queued', failure: undefined });
    world.startIngestion('second');
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready' });
  });

  it('after the text was stored only embeds again', async () => {
    const world = await openKnowledge({ vectors });
    const ada = await world.learner();
    const { id, blobKey } = await world.addText(ada, NOTES);
    const { stores } = world;
    await stores.documents.claim('killed', Date.now(), Date.now() + 60_000);
    const text = 'Whales are mammals.';
    const passage = {
      id: crypto.randomUUID(),
      documentId: id,
      learnerId: ada,
      ordinal: 0,
      start: 0,
      end: text.length,
      headings: [],
      text,
    };
    await stores.documents.saveExtraction(id, { text, pages: [], passages: [passage] });
    await world.blobs.put(blobKey, Readable.from(['it is not looked at again']));
    world.startIngestion();
    expect(await world.settled(ada, id)).toMatchObject({ status: 'ready', passageCount: 1, embeddedCount: 1 });
  });
});

describe('deleting', () => {
  it('in the middle of reading leaves nothing behind', async () => {
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow: VectorStore = {
      ...vectors,
      query: (...args) => vectors.query(...args),
      removeDocument: (...args) => vectors.removeDocument(...args),
      async upsert(...args) {
        started.resolve();
        await goOn.promise;
        await vectors.upsert(...args);
      },
    };
    const world = await openKnowledge({ vectors: slow });
    const ada = await world.learner();
    const job = world.startIngestion();
    const { id } = await world.addText(ada, NOTES);
    await started.promise;
    await world.library.remove(ada, id);
    goOn.resolve();
    await job.stop();
    const space = {
      learnerId: ada,
      kind: 'material' as const,
      embedderId: hashEmbedder.id,
      dimensions: hashEmbedder.dimensions,
    };
    const [vector] = await hashEmbedder.embed(['leaves'], 'query');
    expect(await vectors.query(space, vector ?? new Float32Array(), { limit: 5 })).toEqual([]);
    await expect(world.library.get(ada, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('removes passages at once, vectors and file soon after, also when the store is down for a while', async () => {
    const { vectors: store, turn } = switchable(vectors);
    const world = await openKnowledge({ vectors: store });
    const ada = await world.learner();
    world.startIngestion();
    const { id, blobKey } = await world.addText(ada, NOTES);
    await world.settled(ada, id);
    turn(false);
    await world.library.remove(ada, id);
    expect((await world.find(ada, 'leaves', 'keyword')).passages).toEqual([]);
    const catchUp = world.startCatchUp();
    await vi.waitFor(() => expect(world.board.services().vectors).toBe('degraded'), WAIT);
    expect((await world.stores.removals.pending(10)).length).toBe(1);
    turn(true);
    catchUp.wake();
    await vi.waitFor(async () => expect(await world.stores.removals.pending(10)).toEqual([]), WAIT);
    await expect(world.blobs.get(blobKey)).rejects.toMatchObject({ code: 'blob_missing' });
  });
});
