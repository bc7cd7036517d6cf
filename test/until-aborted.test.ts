import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { untilAborted } from '../src/until-aborted.ts';

const STOPPED = new Error('stopped');

/** A source that gives what it is told to, and that doesn't heed anybody's signal. */
function openSource() {
  let waiting = Promise.withResolvers<string>();
  let returned = false;
  const next = () => {
    const { promise } = waiting;
    return promise.then((value) => ({ done: value === '', value }));
  };
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        returned = true;
        throw new Error('late');
      },
    }),
  };
  return {
    source,
    give(value: string) {
      const given = waiting;
      waiting = Promise.withResolvers();
      given.resolve(value);
    },
    fail: (error: Error) => waiting.reject(error),
    wasReturned: () => returned,
  };
}

function follow() {
  const stop = new AbortController();
  const { source, ...rest } = openSource();
  const late: unknown[] = [];
  const items = untilAborted(source, stop.signal, (error) => late.push(error));
  return { stop, items, late, listeners: () => getEventListeners(stop.signal, 'abort').length, ...rest };
}

describe('a source that is followed until a signal', () => {
  it('gives all its items, with one listener for all of them and none afterwards', async () => {
    const { items, give, listeners, wasReturned } = follow();
    for (const item of ['a', 'b', 'c']) {
      const next = items.next();
      give(item);
      expect(await next).toEqual({ done: false, value: item });
      expect(listeners()).toBe(1);
    }
    const end = items.next();
    give('');
    expect((await end).done).toBe(true);
    expect(listeners()).toBe(0);
    expect(wasReturned()).toBe(false);
  });

  it('ends with the reason at once while an item is waited for, however deaf the source is', async () => {
    const { stop, items, late, listeners, wasReturned } = follow();
    const next = items.next();
    stop.abort(STOPPED);
    await expect(next).rejects.toBe(STOPPED);
    expect(wasReturned()).toBe(true);
    expect(listeners()).toBe(0);
    expect(late).toEqual([new Error('late')]);
  });

  it('ends with the reason where it came between two items, and asks for none any more', async () => {
    const { stop, items, give } = follow();
    const first = items.next();
    give('a');
    await first;
    stop.abort(STOPPED);
    give('b');
    await expect(items.next()).rejects.toBe(STOPPED);
  });

  it('throws what the source throws', async () => {
    const { items, fail, listeners } = follow();
    const next = items.next();
    fail(new Error('broken'));
    await expect(next).rejects.toThrow('broken');
    expect(listeners()).toBe(0);
  });
});
