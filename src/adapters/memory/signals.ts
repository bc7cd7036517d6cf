import type { Logger } from '../../logger.ts';
import type { Signal, Signals } from '../../ports/signals.ts';
import { createListeners } from './listeners.ts';

/** Signals of a single node: whoever listens hears at once. */
export function createMemorySignals({ logger }: { logger: Logger }): Signals {
  const listeners = createListeners<Signal>(logger);
  return {
    async publish(signal) {
      listeners.tell(signal);
    },
    subscribe: (listener) => listeners.add(listener),
  };
}
