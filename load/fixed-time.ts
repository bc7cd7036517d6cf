import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';

/** Waits so long, to a fraction of a millisecond: timers alone are late by one. */
export async function fixedTime(ms: number): Promise<void> {
  const end = performance.now() + ms;
  await sleep(ms - 2);
  while (performance.now() < end) await nextTick();
}
