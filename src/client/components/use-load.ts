import { useEffect } from 'preact/hooks';
import { OfflineError } from '../api/api-error.ts';
import { online, onReturn } from '../offline/connectivity.ts';

/**
 * Loads what a part of a page shows, when it opens and when `input` changes. Without a network, which the whole page says already,
 * it is loaded when that is back.
 * @param run as `useTask` gives it
 */
export function useLoad(run: (action: () => Promise<void>) => void, load: () => Promise<void>, input?: unknown): void {
  useEffect(() => {
    let isMissing = false;
    const attempt = async () => {
      try {
        await load();
        isMissing = false;
      } catch (error) {
        isMissing = error instanceof OfflineError;
        if (!isMissing || online.value) throw error;
      }
    };
    run(attempt);
    return onReturn(() => {
      if (isMissing) run(attempt);
    });
  }, [input]);
}
