import { Worker } from 'node:worker_threads';

/** How much later than they should have been the ends of all waits were, ms. */
export const lateness: number[] = [];

/** Times told to the thread: one that is told wakes it. */
const told = new Int32Array(new SharedArrayBuffer(4));
const waiting = new Map<number, () => void>();
let thread: Worker | undefined;
let last = 0;

/**
 * Waits so long, to a fraction of a millisecond. A thread keeps the time, as timers alone are late by one; its message wakes this
 * one as the socket of a real service would.
 * @param from when the time began to run (performance.now)
 */
export async function fixedTime(ms: number, from = performance.now()): Promise<void> {
  const end = from + ms;
  thread ??= startThread();
  last += 1;
  const id = last;
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.set(id, resolve);
  thread.ref();
  thread.postMessage({ id, end: performance.timeOrigin + end });
  Atomics.add(told, 0, 1);
  Atomics.notify(told, 0);
  await promise;
  lateness.push(performance.now() - end);
}

/** Keeps the process alive only while somebody waits. */
function startThread(): Worker {
  const started = new Worker(new URL('./fixed-time-thread.ts', import.meta.url), { workerData: told });
  started.on('message', (ids: number[]) => {
    for (const id of ids) {
      waiting.get(id)?.();
      waiting.delete(id);
    }
    if (waiting.size === 0) started.unref();
  });
  return started;
}
