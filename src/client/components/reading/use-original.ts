import { useSignal } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { describeError } from '../../api/api-error.ts';
import { getFile } from '../../api/documents.ts';
import { useApp } from '../../app-parts.ts';
import { keepFile, readFile } from '../../store/files.ts';

/** Larger files are loaded when somebody says so: they cost minutes on a bad line, and money on some. */
const ASK_FROM_BYTES = 10 * 1024 * 1024;

/** A document's original on its way to this device. */
export type Loading =
  | { state: 'looking' }
  | { state: 'asking' }
  | { state: 'loading'; bytes: number }
  | { state: 'ready'; file: Blob }
  | { state: 'failed'; problem: string };

/** The original as kept on this device, else from the server; large ones once `load` was called. */
export function useOriginal(id: string, bytes: number): { loading: Loading; load: () => void } {
  const { database } = useApp();
  const loading = useSignal<Loading>({ state: 'looking' });
  const stop = useRef<AbortController | undefined>(undefined);
  const start = useCallback(
    (work: (signal: AbortSignal) => Promise<void>) => {
      stop.current?.abort();
      const running = new AbortController();
      stop.current = running;
      work(running.signal).catch((error: unknown) => {
        if (!running.signal.aborted) loading.value = { state: 'failed', problem: describeError(error) };
      });
    },
    [loading],
  );
  const fetchFile = useCallback(
    async (signal: AbortSignal) => {
      loading.value = { state: 'loading', bytes: 0 };
      const onBytes = (arrived: number) => {
        loading.value = { state: 'loading', bytes: arrived };
      };
      const file = await getFile(id, { signal, onBytes });
      loading.value = { state: 'ready', file };
      await keepFile(database, id, file, Date.now());
    },
    [database, id, loading],
  );
  useEffect(() => {
    start(async (signal) => {
      const kept = await readFile(database, id);
      if (signal.aborted) return;
      if (kept) loading.value = { state: 'ready', file: kept };
      else if (bytes >= ASK_FROM_BYTES) loading.value = { state: 'asking' };
      else await fetchFile(signal);
    });
    return () => stop.current?.abort();
  }, [database, id, bytes, loading, start, fetchFile]);
  return { loading: loading.value, load: () => start(fetchFile) };
}
