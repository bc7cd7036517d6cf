import { vi } from 'vitest';

/** What a test waits for comes late on a busy machine: it is given 20 s where the runner would give 1. */
const PATIENCE_MS = 20_000;

const { waitFor, waitUntil } = vi;

vi.waitFor = (callback, options) => waitFor(callback, patient(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patient(options));

function patient<Options extends { timeout?: number }>(options?: number | Options) {
  return typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options };
}
