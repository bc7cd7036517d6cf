import { unavailable } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';

/** How long each leg of a search may take, ms. */
export interface Deadlines {
  keyword: number;
  semantic: number;
}

/** A turn waits for these: the semantic leg is late at less than what a learner notices. */
export const DEADLINES: Deadlines = { keyword: 1500, semantic: 400 };

/** @param semantic how long the semantic leg may take, ms; the keyword leg has at least as long. */
export function deadlinesWith(semantic = DEADLINES.semantic): Deadlines {
  return { semantic, keyword: Math.max(DEADLINES.keyword, semantic) };
}

/**
 * Runs `work` with a signal that is aborted after `ms` or when `signal` is, and waits no longer than that, even for work
 * that does not listen. Throws `late` after the deadline, the reason of `signal`, or what `work` throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const cancel = clock.after(ms, () => controller.abort(unavailable('late', 'It took too long.')));
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}
