import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';

/** Caddy keeps an idle connection to the server for two minutes, others for one. */
const PROXIES_KEEP_S = 120;

let dataDir: string;
let server: ServerProcess;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lva-idle-'));
  server = await startServer({ DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash' });
});
afterAll(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it('outlives the proxy’s end of an idle connection, which would otherwise be closed under a request', async () => {
  const { headers } = await fetch(`${server.url}/health/live`, { headers: { Connection: 'keep-alive' } });
  const seconds = Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]);
  expect(seconds).toBeGreaterThan(PROXIES_KEEP_S);
});
