import { readSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

/**
 * Loaded into the Chroma process before its own program: ends it when its parent is gone, however that ended. The parent holds the
 * other end of its standard input and never writes there. A thread waits for that, since Chroma keeps the first one to itself.
 */
if (isMainThread) {
  new Worker(new URL(import.meta.url), { execArgv: [] }).unref();
} else {
  while (readSync(0, new Uint8Array(1)) > 0);
  process.kill(process.pid, 'SIGTERM');
}
