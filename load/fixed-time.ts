import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';

/** How much later than they should have been the ends of all waits were, ms. */
export const lateness: number[] = [];

/**
 * Waits so long, to a fraction of a millisecond: timers alone are late by one.
 * @param from when the time began to run (performance.now)
 */
export async function fixedTime(ms: number, from = performance.now()): Promise<void> {
  const end = from + ms;
  const whole = end - performance.now() - 2;
  if (whole >= 1) await sleep(whole);
  while (performance.now() < end) await nextTick();
  lateness.push(performance.now() - end);
}
