import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';

const INTERVAL_MS = 60 * 60_000;

/** One kind of record that runs out by itself: what has run out counts as not there already, this frees its room. */
export interface Sweep {
  /** For the log: `sessions`. */
  what: string;
  /** Deletes, or closes, what has run out; gives how many. */
  run: () => Promise<number>;
}

/** Sweeps at once and then every hour. A sweep that fails is logged and tried again the next time; the others go on. */
export function startSweeps(deps: { sweeps: Sweep[]; clock: Clock; logger: Logger }): { stop(): void } {
  const log = deps.logger.child({ name: 'sweep' });
  let stopped = false;
  let cancel = (): void => undefined;

  const sweepOne = async ({ what, run }: Sweep): Promise<void> => {
    try {
      const done = await run();
      if (done > 0) log.info({ what, done }, 'swept');
    } catch (error) {
      log.warn({ what, err: error }, 'a sweep failed');
    }
  };
  const sweepAll = async (): Promise<void> => {
    for (const sweep of deps.sweeps) await sweepOne(sweep);
    if (!stopped) cancel = deps.clock.after(INTERVAL_MS, () => void sweepAll());
  };

  void sweepAll();
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}
