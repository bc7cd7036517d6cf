import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ScreenLock } from '../../../src/client/speech/wake-lock.ts';

class Sentinel {
  released = false;

  async release(): Promise<void> {
    this.released = true;
  }
}

let given: Sentinel[] = [];
let gate: Promise<void> | undefined;
let refuses = false;
const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });

beforeEach(() => {
  given = [];
  gate = undefined;
  refuses = false;
  page.visibilityState = 'visible';
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', {
    wakeLock: {
      request: async () => {
        await gate;
        if (refuses) throw new Error('the battery is low');
        const sentinel = new Sentinel();
        given.push(sentinel);
        return sentinel;
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};
const held = () => given.filter(({ released }) => !released).length;

test('the screen stays on once, however often it is asked for, and goes dark after the talk', async () => {
  const lock = new ScreenLock();
  lock.hold();
  lock.hold();
  await settled();
  lock.hold();
  await settled();
  expect(given).toHaveLength(1);
  lock.release();
  expect(held()).toBe(0);
});

test('what is given after the talk has ended is given back', async () => {
  const open = Promise.withResolvers<void>();
  gate = open.promise;
  const lock = new ScreenLock();
  lock.hold();
  lock.release();
  open.resolve();
  await settled();
  expect(given).toHaveLength(1);
  expect(held()).toBe(0);
});

test('the browser takes it back from a page that is not seen; it is asked for again when it is', async () => {
  const lock = new ScreenLock();
  lock.hold();
  await settled();
  page.visibilityState = 'hidden';
  await given[0]?.release();
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(given).toHaveLength(1);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect([given.length, held()]).toEqual([2, 1]);
});

test('refused, it is asked for again later; after its end never', async () => {
  refuses = true;
  const lock = new ScreenLock();
  lock.hold();
  await settled();
  refuses = false;
  lock.hold();
  await settled();
  expect(held()).toBe(1);
  lock.close();
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect([given.length, held()]).toEqual([1, 0]);
});
