import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSearch } from '../../../src/client/search/live-search.ts';
import { everywhere, type SearchWish } from '../../../src/client/search/search-wish.ts';
import type { Meaning, SearchAnswer } from '../../../src/protocol/rest/search.ts';

const wish = (text: string): SearchWish => ({ ...everywhere, text });

/** A search whose requests the test answers. */
function open() {
  const asked: { text: string; signal: AbortSignal; answer(meaning?: Meaning): void; fail(): void }[] = [];
  const live = new LiveSearch(({ text }, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<SearchAnswer>();
    const answer = (meaning: Meaning = { by: 'model' }) =>
      resolve({ results: [], mode: 'hybrid', meaning, degraded: false });
    asked.push({ text, signal, answer, fail: () => reject(new Error('gone')) });
    return promise;
  });
  return { live, asked };
}

describe('searching while one types', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks once when typing pauses', async () => {
    const { live, asked } = open();
    for (const text of ['l', 'li', 'lig', 'light']) live.wish(wish(text));
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ text }) => text)).toEqual(['light']);
    expect(live.busy.value).toBe(true);
    asked[0]?.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.answer.value?.wish.text).toBe('light');
    expect(live.busy.value).toBe(false);
  });

  it('says when what is written has its answer, and never takes an earlier one for it', async () => {
    const { live, asked } = open();
    const first = wish('light');
    live.wish(first);
    await vi.advanceTimersByTimeAsync(1000);
    asked[0]?.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(await live.answered(first)).toBe(true);
    const second = wish('dark');
    const waiting = live.answered(second);
    live.wish(second);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.map(({ text }) => text)).toEqual(['light', 'dark']);
    asked[1]?.answer();
    expect(await waiting).toBe(true);
    const given = live.answered(wish('grey'));
    live.wish(wish('white'));
    expect(await given).toBe(false);
    const failing = live.answered(wish('black'));
    await vi.advanceTimersByTimeAsync(1000);
    asked.at(-1)?.fail();
    expect(await failing).toBe(false);
  });

  it('asks again while a model is being loaded, until it is there or something else is wanted', async () => {
    const { live, asked } = open();
    const loading = (loadedPercent: number) => ({ by: 'nothing_yet' as const, loadedPercent });
    live.wish(wish('light'));
    await vi.advanceTimersByTimeAsync(1000);
    asked[0]?.answer(loading(10));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(loading(90));
    await vi.advanceTimersByTimeAsync(0);
    expect(live.answer.value?.answer.meaning.loadedPercent).toBe(90);
    await vi.advanceTimersByTimeAsync(10_000);
    asked[2]?.answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(3);
    live.wish(wish('dark'));
    await vi.advanceTimersByTimeAsync(1000);
    asked[3]?.answer(loading(10));
    await vi.advanceTimersByTimeAsync(0);
    live.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(4);
  });

  it('gives up a request that is no longer wanted, and never shows its answer', async () => {
    const { live, asked } = open();
    live.wish(wish('light'));
    await vi.advanceTimersByTimeAsync(1000);
    live.wish(wish('lightning'));
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer();
    await vi.advanceTimersByTimeAsync(1000);
    expect(live.answer.value).toBeUndefined();
    asked[1]?.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.answer.value?.wish.text).toBe('lightning');
  });

  it('says what went wrong, until an answer comes', async () => {
    const { live, asked } = open();
    live.wish(wish('light'));
    await vi.advanceTimersByTimeAsync(1000);
    asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.problem.value).toBeTruthy();
    live.wish(wish('lights'));
    await vi.advanceTimersByTimeAsync(1000);
    asked[1]?.answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(live.problem.value).toBeUndefined();
  });

  it('shows nothing for an empty box', async () => {
    const { live, asked } = open();
    live.wish(wish('light'));
    live.wish(wish('  '));
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([]);
    expect([live.answer.value, live.busy.value]).toEqual([undefined, false]);
  });
});
