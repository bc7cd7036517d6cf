import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { TextAnalysis } from '../ports/document-store.ts';

/** A database that is away may be back by then. */
const AGAIN_MS = 60_000;

/**
 * Analyses documents that were read before their language was asked for, one after the other, from the start on until there are
 * none. Until its turn has come a document is found by words as they are written.
 */
export function startLanguageCatchUp(deps: { analysis: TextAnalysis; clock: Clock; logger: Logger }): {
  stop(): Promise<void>;
} {
  const { analysis, clock, logger } = deps;
  let stopped = false;
  let cancel = (): void => undefined;

  const run = async (): Promise<void> => {
    let analysed = 0;
    try {
      while (!stopped && (await analysis.next())) analysed += 1;
    } catch (error) {
      logger.warn({ code: toAppError(error).code, err: error }, 'documents were not analysed again');
      if (!stopped) cancel = clock.after(AGAIN_MS, () => void begin());
    }
    if (analysed > 0) logger.info({ documents: analysed }, 'documents were analysed again');
  };
  let working = Promise.resolve();
  const begin = (): void => {
    working = run();
  };

  begin();
  return {
    async stop() {
      stopped = true;
      await working;
      cancel();
    },
  };
}
