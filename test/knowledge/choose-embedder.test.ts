import { describe, expect, it, vi } from 'vitest';
import { unavailable } from '../../src/errors.ts';
import { chooseEmbedder } from '../../src/knowledge/choose-embedder.ts';
import type { LoadedEmbedder } from '../../src/knowledge/former-embedder.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { silent } from '../support/chroma.ts';
import { FakeClock } from '../support/fake-clock.ts';

function model(): LoadedEmbedder & { close: ReturnType<typeof vi.fn<() => Promise<void>>> } {
  return { ...hashEmbedder, id: 'model@q8', semantic: true, close: vi.fn(async () => undefined) };
}

function choose(
  load?: (signal: AbortSignal) => Promise<LoadedEmbedder>,
  more: Partial<Parameters<typeof chooseEmbedder>[0]> = {},
) {
  const board = new ServiceBoard();
  const clock = new FakeClock();
  const chosen = chooseEmbedder({ load, board, clock, logger: silent, ...more });
  const changes: (string | undefined)[] = [];
  chosen.onChange(() => changes.push(chosen.current()?.id));
  return { board, clock, chosen, changes };
}

const offline = () => Promise.reject(unavailable('embedder_unavailable', 'offline'));

describe('a model that cannot be loaded while its vectors serve', () => {
  const waiting = { state: 'degraded', reason: expect.stringContaining('words alone') };

  it('is waited for: nothing takes its place, and the board says that words alone are looked for', async () => {
    const load = vi.fn<() => Promise<LoadedEmbedder>>(offline);
    const { board, clock, chosen, changes } = choose(load, { modelServes: async () => true });
    await vi.waitFor(() => expect(board.reports().embedder).toMatchObject(waiting));
    expect(chosen.current()).toBeUndefined();
    await vi.waitFor(() => expect(clock.waiting).toBe(1));
    load.mockImplementation(async () => model());
    clock.advance(60_000);
    await vi.waitFor(() => expect(changes).toEqual(['model@q8']));
    expect(board.services().embedder).toBe('ok');
  });

  it('is waited for as well while the database cannot say whose vectors serve', async () => {
    const modelServes = () => Promise.reject(unavailable('database_unavailable', 'down'));
    const { board, chosen } = choose(offline, { modelServes });
    await vi.waitFor(() => expect(board.reports().embedder).toMatchObject(waiting));
    expect(chosen.current()).toBeUndefined();
  });

  it('lets the vectors of the model before answer, where that one is here', async () => {
    const former = { ...model(), id: 'former@q8' };
    const { board, chosen } = choose(offline, { modelServes: async () => true, loadFormer: async () => former });
    await vi.waitFor(() => expect(board.reports().embedder).toMatchObject(waiting));
    chosen.keep(['former@q8']);
    await vi.waitFor(() => expect(chosen.find('former@q8')).toBe(former));
    expect(chosen.current()).toBeUndefined();
  });

  it('has no vectors on a first start: the built-in one stands in', async () => {
    const { changes } = choose(offline, { modelServes: async () => false });
    await vi.waitFor(() => expect(changes).toEqual(['hash-v1']));
  });
});

describe('choosing an embedder', () => {
  it('takes the built-in one at once when that is wanted', () => {
    const { board, chosen } = choose();
    expect(chosen.current()).toBe(hashEmbedder);
    expect(board.reports().embedder).toMatchObject({ state: 'ok', reason: expect.stringContaining('built-in') });
  });

  it('has none while the model is loaded, and keeps nobody waiting', async () => {
    const loading = Promise.withResolvers<LoadedEmbedder>();
    const { board, chosen, changes } = choose(() => loading.promise);
    expect(chosen.current()).toBeUndefined();
    expect(board.reports().embedder).toMatchObject({ state: 'degraded', reason: expect.stringContaining('loaded') });
    loading.resolve(model());
    await vi.waitFor(() => expect(changes).toEqual(['model@q8']));
    expect(board.reports().embedder).toEqual({ state: 'ok', reason: undefined });
  });

  it('takes the built-in one where no model can be had, and says so', async () => {
    const { board, chosen, changes } = choose(offline);
    await vi.waitFor(() => expect(changes).toEqual(['hash-v1']));
    expect(chosen.current()).toBe(hashEmbedder);
    expect(board.reports().embedder).toMatchObject({ state: 'degraded', reason: expect.stringContaining('words') });
  });

  it('tries again after a minute, then five, then every half hour, and changes over when the model is there', async () => {
    const load = vi.fn<() => Promise<LoadedEmbedder>>(offline);
    const { clock, changes, board, chosen } = choose(load);
    await vi.waitFor(() => expect(chosen.current()).toBe(hashEmbedder));
    for (const [attempt, minutes] of [1, 5, 30, 30].entries()) {
      clock.advance(minutes * 60_000 - 1);
      expect(load).toHaveBeenCalledTimes(attempt + 1);
      if (attempt === 3) load.mockImplementation(async () => model());
      clock.advance(1);
      expect(load).toHaveBeenCalledTimes(attempt + 2);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(changes).toEqual(['hash-v1', 'model@q8']));
    expect(board.services().embedder).toBe('ok');
  });

  it('closes the model, also one that is still being loaded', async () => {
    const loaded = model();
    const { chosen, changes } = choose(async () => loaded);
    await vi.waitFor(() => expect(changes.length).toBe(1));
    await chosen.close();
    expect(loaded.close).toHaveBeenCalledTimes(1);

    const waits = (signal: AbortSignal) =>
      new Promise<LoadedEmbedder>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const early = choose(waits);
    await early.chosen.close();
    expect(early.chosen.current()).toBeUndefined();
  });
});
