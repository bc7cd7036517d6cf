import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';

/** Between attempts to store what the learner said while the database is away, and how often it is tried. */
const STORE_RETRY_MS = 1000;
const STORE_ATTEMPTS = 30;

/** What a learner said is not lost because the database is away for a moment. Throws what doesn't pass. */
export async function untilStored(
  { clock, logger }: { clock: Clock; logger: Logger },
  submit: () => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await submit();
      return;
    } catch (error) {
      if (!isPassing(error) || attempt >= STORE_ATTEMPTS) throw error;
      logger.warn({ err: error, attempt }, 'what a learner said could not be stored yet');
    }
    await new Promise<void>((resolve) => {
      clock.after(STORE_RETRY_MS, resolve);
    });
  }
}

/** A server that goes down takes nothing any more, however often it is asked. */
function isPassing(error: unknown): boolean {
  return error instanceof AppError && error.retryable && error.code !== 'restarting';
}
