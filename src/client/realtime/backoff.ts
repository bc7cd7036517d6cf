const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/**
 * How long to wait before attempt `attempt` (from 0), in ms: doubling, and half of it by chance, so that many clients
 * of a server that came back don't all return in the same moment.
 * @param random a number from 0 up to 1
 */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * random;
}
