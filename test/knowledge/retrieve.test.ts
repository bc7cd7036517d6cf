import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { unavailable } from '../../src/errors.ts';
import { fuse } from '../../src/knowledge/fuse.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { createNearest } from '../../src/knowledge/nearest.ts';
import { createRetriever } from '../../src/knowledge/retrieve.ts';
import type { PassageStore } from '../../src/ports/document-store.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { fileChroma } from '../support/chroma.ts';
import { Exchange } from '../support/embedders.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { openKnowledge } from '../support/knowledge.ts';
import { storedDocument } from '../support/records.ts';
import { switchable } from '../support/switchable-vectors.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const NOTES = `# Plants

Leaves are green because of chlorophyll. Photosynthesis turns light into sugar.

# Animals

Whales are mammals that live in the sea.

# Revolution

The French Revolution began in 1789.`;

/** A library of one document that is ready, and a retriever with the parts that the test puts in. */
async function library(
  parts: { store?: VectorStore; embedder?: Embedder | null; passages?: Partial<PassageStore>; clock?: FakeClock } = {},
) {
  const world = await openKnowledge({ vectors });
  const learnerId = await world.learner();
  world.startIngestion();
  const { id } = await world.addText(learnerId, NOTES);
  await world.settled(learnerId, id);
  // Nothing of this learner's was ever complete: there is nothing that could serve while a model is being loaded.
  if (parts.embedder === null) await world.stores.spaces.rebuildAll(0);
  const embedder = parts.embedder === null ? undefined : (parts.embedder ?? hashEmbedder);
  const retriever = createRetriever({
    ...world,
    passages: { ...world.stores.passages, ...parts.passages },
    nearest: createNearest({
      spaces: world.stores.spaces,
      vectors: parts.store ?? vectors,
      embedders: new Exchange(embedder),
    }),
    ...(parts.clock && { clock: parts.clock }),
  });
  const ask = (
    query: string,
    options: { mode?: 'hybrid' | 'keyword' | 'semantic'; documentIds?: string[]; limit?: number } = {},
  ) => retriever.retrieve({ learnerId, query, limit: 3, ...options }, new AbortController().signal);
  return { ...world, retriever, learnerId, documentId: id, ask };
}

/** Notes that say nearly the same, and some that say something else about it. */
const SONGS = Array.from({ length: 60 }, (_, at) => `song${at}`).join(' ');
const ALIKE = Array.from({ length: 16 }, (_, at) => `Whales sing in the sea ${SONGS} ${at}`);
const OTHERS = ['Whales breathe air.', 'Whales eat krill.', 'Whales feed calves.', 'Whales sleep.', 'Whales migrate.'];

const never = () => new Promise<never>(() => undefined);
const stalled: Partial<VectorStore> = { query: never };

describe('fusing ranks', () => {
  it('puts what both legs found before what one found, and keeps who found it', () => {
    const fused = fuse([
      { leg: 'keyword', weight: 1, passageIds: ['a', 'b', 'c'] },
      { leg: 'semantic', weight: 1, passageIds: ['d', 'b'] },
    ]);
    expect(fused.map((item) => item.passageId)).toEqual(['b', 'a', 'd', 'c']);
    expect(fused[0]?.matched).toEqual(['keyword', 'semantic']);
  });

  it('lets a weight decide between equals', () => {
    const fused = fuse([
      { leg: 'keyword', weight: 1, passageIds: ['a'] },
      { leg: 'semantic', weight: 0.5, passageIds: ['b'] },
    ]);
    expect(fused.map((item) => item.passageId)).toEqual(['a', 'b']);
  });
});

describe('retrieving', () => {
  it('finds by words and by vectors at once, the best first', async () => {
    const { ask } = await library();
    const { passages, degraded } = await ask('What makes leaves green?');
    expect(degraded).toBe(false);
    expect(passages[0]).toMatchObject({ headings: ['Plants'], title: 'Notes', matched: ['keyword', 'semantic'] });
  });

  it('finds by words alone or by vectors alone when asked to', async () => {
    const { ask } = await library();
    expect((await ask('whales', { mode: 'keyword' })).passages[0]?.matched).toEqual(['keyword']);
    expect((await ask('whale', { mode: 'semantic' })).passages[0]).toMatchObject({
      headings: ['Animals'],
      matched: ['semantic'],
    });
  });

  it('looks only into the documents named, and gives no more than asked for', async () => {
    const { ask, documentId } = await library();
    expect((await ask('whales sea', { documentIds: [documentId] })).passages.length).toBeGreaterThan(0);
    expect((await ask('whales sea', { documentIds: [] })).passages).toEqual([]);
    expect((await ask('whales sea', { documentIds: [crypto.randomUUID()] })).passages).toEqual([]);
    expect((await ask('leaves whales revolution', { limit: 2 })).passages.length).toBe(2);
    expect((await ask('leaves', { limit: 0 })).passages).toEqual([]);
  });

  it('finds nothing for a question that the material says nothing about', async () => {
    const { ask } = await library();
    expect(await ask('quantum chromodynamics')).toEqual({ passages: [], degraded: false });
    expect(await ask('  ')).toEqual({ passages: [], degraded: false });
  });

  it('takes any text for a question, whatever its signs', async () => {
    const { ask } = await library();
    for (const query of [
      '"',
      "leaves' OR 1=1 --",
      'NEAR(leaves, 3)',
      'text:leaves*',
      '🌱🌱🌱',
      'leaves '.repeat(2000),
    ]) {
      await expect(ask(query)).resolves.toMatchObject({ degraded: false });
    }
  });

  it('embeds a repeated question once', async () => {
    const embed = vi.fn(hashEmbedder.embed);
    const { ask } = await library({ embedder: { ...hashEmbedder, embed } });
    await ask('green leaves');
    await ask('green leaves');
    expect(embed).toHaveBeenCalledTimes(1);
  });
});

describe('a leg that is missing', () => {
  it('is told as degraded while words answer alone, and the board hears both ways', async () => {
    const { vectors: store, turn } = switchable(vectors);
    const { ask, board } = await library({ store });
    turn(false);
    const alone = await ask('green leaves');
    expect(alone.degraded).toBe(true);
    expect(alone.passages[0]?.matched).toEqual(['keyword']);
    expect(board.services().vectors).toBe('degraded');
    turn(true);
    expect((await ask('green leaves')).degraded).toBe(false);
    expect(board.services().vectors).toBe('ok');
  });

  it('is not waited for past its deadline', async () => {
    const clock = new FakeClock();
    const queried = Promise.withResolvers<void>();
    const query: VectorStore['query'] = (_space, _vector, _options, signal) => {
      queried.resolve();
      expect(signal?.aborted).toBe(false);
      return never();
    };
    const { ask, board } = await library({ store: { ...vectors, ...stalled, query }, clock });
    const asking = ask('green leaves');
    await queried.promise;
    clock.advance(400);
    const { passages, degraded } = await asking;
    expect(degraded).toBe(true);
    expect(passages[0]?.headings).toEqual(['Plants']);
    expect(board.reports().vectors).toMatchObject({ state: 'degraded', reason: 'The vector store is slow.' });
  });

  it('may be the embedder, still loading or broken', async () => {
    const loading = await library({ embedder: null });
    expect(await loading.ask('green leaves')).toMatchObject({ degraded: true, passages: [{ matched: ['keyword'] }] });
    const embed = () => Promise.reject(unavailable('embedder_unavailable', 'gone'));
    const broken = await library({ embedder: { ...hashEmbedder, embed } });
    expect(await broken.ask('green leaves')).toMatchObject({ degraded: true, passages: [{ matched: ['keyword'] }] });
  });

  it('may be the words, and vectors answer alone', async () => {
    const search = () => Promise.reject(unavailable('database_unavailable', 'gone'));
    const { ask } = await library({ passages: { search } });
    expect(await ask('green leaves')).toMatchObject({ degraded: true, passages: [{ matched: ['semantic'] }] });
  });

  it('never makes it throw, even when nothing answers at all', async () => {
    const down = () => Promise.reject(unavailable('database_unavailable', 'gone'));
    const { ask } = await library({ passages: { search: down, byIds: down } });
    expect(await ask('green leaves')).toEqual({ passages: [], degraded: true });
  });

  it('ends at once when the turn does', async () => {
    const { retriever, learnerId } = await library({ store: { ...vectors, ...stalled } });
    const controller = new AbortController();
    const asking = retriever.retrieve({ learnerId, query: 'leaves', limit: 3 }, controller.signal);
    controller.abort(new Error('interrupted'));
    await expect(asking).rejects.toThrow('interrupted');
  });
});

describe('a learner without material', () => {
  const unasked: VectorStore = {
    upsert: never,
    query: never,
    count: never,
    removeDocument: never,
    dropSpace: never,
    drop: never,
    ping: never,
  };

  async function newcomer() {
    const world = await openKnowledge({ vectors });
    const learnerId = await world.learner();
    const nearest = createNearest({ ...world.stores, vectors: unasked, embedders: new Exchange(hashEmbedder) });
    const retriever = createRetriever({ ...world, passages: world.stores.passages, nearest });
    return { ...world, retriever, learnerId };
  }
  const asked = (learnerId: string) => ({ learnerId, query: 'green leaves', limit: 3 });
  const { signal } = new AbortController();

  it('is answered at once, without asking the vector store', async () => {
    const { retriever, learnerId } = await newcomer();
    expect(await retriever.retrieve(asked(learnerId), signal)).toEqual({ passages: [], degraded: false });
  });

  it('is not searched for at all where that is known already', async () => {
    const world = await newcomer();
    const search = vi.fn(world.stores.passages.search);
    const nearest = vi.fn();
    const retriever = createRetriever({ ...world, passages: { ...world.stores.passages, search }, nearest });
    const request = { ...asked(world.learnerId), holdings: {} };
    expect(await retriever.retrieve(request, signal)).toEqual({ passages: [], degraded: false });
    expect(search).not.toHaveBeenCalled();
    expect(nearest).not.toHaveBeenCalled();
  });

  it('has some as soon as a first document is ready, and none again when it is deleted', async () => {
    const world = await openKnowledge({ vectors });
    const learnerId = await world.learner();
    expect((await world.find(learnerId, 'green leaves')).passages).toEqual([]);
    world.startIngestion();
    const { id } = await world.addText(learnerId, NOTES);
    await world.settled(learnerId, id);
    const found = await world.find(learnerId, 'green leaves');
    expect(found.passages[0]).toMatchObject({ documentId: id, matched: ['keyword', 'semantic'] });
    await world.library.remove(learnerId, id);
    expect(await world.find(learnerId, 'green leaves')).toEqual({ passages: [], degraded: false });
  });
});

describe('near duplicates', () => {
  it.each(['hybrid', 'keyword'] as const)('take no place of what says something else, in %s mode', async (mode) => {
    const world = await openKnowledge({ vectors });
    const learnerId = await world.learner();
    world.startIngestion();
    for (const text of [...ALIKE, ...OTHERS]) {
      await world.settled(learnerId, (await world.addText(learnerId, text)).id);
    }
    const { passages } = await world.find(learnerId, 'whales sing in the sea', mode);
    const texts = passages.map(({ text }) => text);
    expect(texts).toHaveLength(5);
    expect(texts.filter((text) => ALIKE.includes(text))).toHaveLength(1);
  });

  it('keep nothing else from being found, also where they are more than are looked at first', async () => {
    const world = await openKnowledge({ vectors });
    const learnerId = await world.learner();
    const form = 'Whales sing in the sea: tick whether you heard whales sing in the sea.';
    await storedDocument(world.stores, learnerId, [...Array<string>(200).fill(form), ...OTHERS]);
    const { passages } = await world.find(learnerId, 'whales sing in the sea', 'keyword');
    expect(passages.map(({ text }) => text)).toEqual([form, ...OTHERS.slice(0, 4).map(() => expect.any(String))]);
    expect(new Set(passages.map(({ text }) => text)).size).toBe(5);
  });

  it('are asked for once more at most', async () => {
    const world = await library();
    const form = 'Whales sing in the sea: tick whether you heard whales sing in the sea.';
    await storedDocument(world.stores, world.learnerId, Array<string>(2000).fill(form));
    const search = vi.spyOn(world.stores.passages, 'search');
    const retriever = createRetriever({
      ...world,
      passages: world.stores.passages,
      nearest: createNearest({ spaces: world.stores.spaces, vectors, embedders: new Exchange(hashEmbedder) }),
    });
    const asked = { learnerId: world.learnerId, query: 'tick whether you heard', limit: 3, mode: 'keyword' as const };
    const { passages } = await retriever.retrieve(asked, new AbortController().signal);
    expect(passages).toHaveLength(1);
    expect(search.mock.calls.map(([, , { limit }]) => limit)).toEqual([24, 384]);
  });
});
