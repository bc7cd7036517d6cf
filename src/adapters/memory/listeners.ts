import type { Logger } from '../../logger.ts';

export interface Listeners<T> {
  /** @returns the function that ends it. */
  add(listener: (value: T) => void): () => void;
  /** Tells all; one that throws is a defect of its own and takes nothing from the others. */
  tell(value: T): void;
  readonly size: number;
}

export function createListeners<T>(logger: Logger): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener) {
      // A function of its own: the same listener may be added twice and ended once.
      const own = (value: T): void => listener(value);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    tell(value) {
      for (const listener of [...listeners]) {
        try {
          listener(value);
        } catch (error) {
          logger.error({ err: error }, 'a listener threw');
        }
      }
    },
    get size() {
      return listeners.size;
    },
  };
}
