import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import { loadTransformersEmbedder, type TransformersOptions } from '../../../src/adapters/transformers/embedder.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { ServiceBoard } from '../../../src/service-board.ts';
import { silent } from '../../support/chroma.ts';
import { startModelHub } from '../../support/model-hub.ts';
import { testDir } from '../../support/temp-dir.ts';
import { TINY_DIMENSIONS, writeTinyBert } from '../../support/tiny-bert.ts';

const WAIT = { interval: 20 };
const UNAVAILABLE = { code: 'embedder_unavailable', retryable: true };
/** A clock on which nothing takes longer than 20 ms. */
const hurried: Clock = { now: () => Date.now(), after: (ms, run) => systemClock.after(Math.min(ms, 20), run) };

/** A folder with a tiny model, and a loader that puts into the options what the test says. */
async function tinyModel(precisions?: ('q8' | 'fp32')[]) {
  const dir = await testDir();
  const folder = join(dir, 'tiny-bert');
  await writeTinyBert(folder, precisions);
  const board = new ServiceBoard();
  const load = async (options: Partial<TransformersOptions> = {}, signal = new AbortController().signal) => {
    const base = { model: folder, cacheDir: join(dir, 'cache'), board, logger: silent, clock: hurried };
    const embedder = await loadTransformersEmbedder({ ...base, ...options }, signal);
    onTestFinished(() => embedder.close());
    return embedder;
  };
  return { folder, board, load };
}

function nearness(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return (a ?? new Float32Array()).reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0);
}

describe('a model in a thread of its own', () => {
  it('gives vectors of length 1 in order, near where the meaning is', async () => {
    const { load } = await tinyModel();
    const embedder = await load();
    expect([embedder.id, embedder.dimensions, embedder.semantic]).toEqual(['tiny-bert@q8', TINY_DIMENSIONS, true]);
    const [cat, kitten, ocean] = await embedder.embed(['cat', 'the kitten', 'ocean'], 'passage');
    expect(nearness(cat, cat)).toBeCloseTo(1, 4);
    expect(nearness(cat, kitten)).toBeGreaterThan(0.9);
    expect(nearness(cat, ocean)).toBeLessThan(0.2);
  });

  it('takes more texts than one run, empty ones, very long ones, and none', async () => {
    const { load } = await tinyModel();
    const embedder = await load();
    const texts = Array.from({ length: 30 }, (_, i) => (i === 17 ? 'ocean' : 'cat'));
    const vectors = await embedder.embed(texts, 'passage');
    expect(vectors.map((vector) => nearness(vector, vectors[0]) > 0.9)).toEqual(texts.map((text) => text === 'cat'));
    const [empty, long] = await embedder.embed(['', 'sea '.repeat(5000)], 'passage');
    expect(empty?.length).toBe(TINY_DIMENSIONS);
    expect(nearness(long, (await embedder.embed(['ocean'], 'query'))[0])).toBeGreaterThan(0.9);
    expect(await embedder.embed([], 'query')).toEqual([]);
  });

  it('answers a query before the many passages that came first', async () => {
    const { load } = await tinyModel();
    const embedder = await load();
    const order: string[] = [];
    const passages = embedder
      .embed(
        Array.from({ length: 400 }, () => 'cat'),
        'passage',
      )
      .then(() => order.push('passages'));
    await embedder.embed(['sea'], 'query').then(() => order.push('query'));
    await passages;
    expect(order).toEqual(['query', 'passages']);
  });

  it('lets go of a request that nobody waits for any more, and serves the next', async () => {
    const { load } = await tinyModel();
    const embedder = await load();
    const controller = new AbortController();
    const abandoned = embedder.embed(
      Array.from({ length: 400 }, () => 'cat'),
      'passage',
      controller.signal,
    );
    controller.abort(new Error('deleted'));
    await expect(abandoned).rejects.toThrow('deleted');
    expect((await embedder.embed(['sea'], 'passage')).length).toBe(1);
  });

  it('takes full precision where there is no smaller one, and says so in its id', async () => {
    const { load } = await tinyModel(['fp32']);
    expect((await load()).id).toBe('tiny-bert@fp32');
  });

  it('fails what was under way when its thread dies, and comes back with the board told', async () => {
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    const { load, board } = await tinyModel();
    const embedder = await load();
    const states: string[] = [];
    board.onChange((name, report) => states.push(`${name} ${report.state}`));
    const underWay = embedder.embed(
      Array.from({ length: 400 }, () => 'cat'),
      'passage',
    );
    const failing = expect(underWay).rejects.toMatchObject(UNAVAILABLE);
    const [thread] = posted.mock.contexts;
    if (!(thread instanceof Worker)) throw new Error('nothing was asked of a thread');
    await thread.terminate();
    posted.mockRestore();
    await failing;
    await vi.waitFor(() => expect(states).toEqual(['embedder degraded', 'embedder ok']), WAIT);
    expect((await embedder.embed(['sea'], 'query')).length).toBe(1);
  });

  it('says embedder_unavailable after it was closed', async () => {
    const { load } = await tinyModel();
    const embedder = await load();
    await embedder.close();
    await expect(embedder.embed(['sea'], 'query')).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('a model from the hub', () => {
  it('is fetched once, then found in the cache with the hub gone', async () => {
    const { folder, load } = await tinyModel();
    const hub = await startModelHub(folder);
    const first = await load({ model: 'some/tiny', remoteHost: hub.url });
    expect(first.id).toBe('some/tiny@q8');
    expect(hub.requested).toContain('onnx/model_quantized.onnx');
    hub.stop();
    const second = await load({ model: 'some/tiny', remoteHost: hub.url });
    expect((await second.embed(['cat'], 'query')).length).toBe(1);
  });

  it('that the hub does not have, or a hub that is not there, is told at once', async () => {
    const { folder, load } = await tinyModel();
    const hub = await startModelHub(folder);
    hub.become('has nothing');
    await expect(load({ model: 'some/tiny', remoteHost: hub.url })).rejects.toMatchObject(UNAVAILABLE);
    hub.stop();
    await expect(load({ model: 'some/tiny', remoteHost: hub.url })).rejects.toMatchObject(UNAVAILABLE);
  });

  it('that stops arriving is given up, and fetched whole the next time', async () => {
    const { folder, load } = await tinyModel();
    const hub = await startModelHub(folder);
    hub.become('stalls');
    const stalled = load({ model: 'some/tiny', remoteHost: hub.url, stallMs: 1500 });
    await expect(stalled).rejects.toMatchObject(UNAVAILABLE);
    hub.become('serves');
    expect((await load({ model: 'some/tiny', remoteHost: hub.url })).id).toBe('some/tiny@q8');
  });

  it('is not waited for when the server stops', async () => {
    const { folder, load } = await tinyModel();
    const hub = await startModelHub(folder);
    hub.become('stalls');
    const controller = new AbortController();
    const loading = load({ model: 'some/tiny', remoteHost: hub.url }, controller.signal);
    await vi.waitFor(() => expect(hub.requested.length).toBeGreaterThan(0), WAIT);
    controller.abort(new Error('stopping'));
    await expect(loading).rejects.toThrow('stopping');
  });
});
