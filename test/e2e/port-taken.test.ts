import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../support/server-process.ts';

/** Command lines of all processes that name this folder. */
async function processesOf(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A process may be gone by the time it is looked at.
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.filter((command) => command.includes(folder));
}

it.runIf(process.platform === 'linux')(
  'says in one sentence that the port is taken, and leaves nothing running',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lva-port-'));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const other = createServer().listen(0);
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const starting = startServer({
      PORT: String(port),
      DATA_DIR: dataDir,
      EMBEDDING_MODEL: 'hash',
      LOG_LEVEL: 'error',
    });
    const said = await starting.then(
      () => 'it started',
      (error: Error) => error.message,
    );
    expect(said).toContain(`PORT: another program listens on ${port} already.`);
    expect(said).not.toContain('\n    at ');
    await expect.poll(() => processesOf(dataDir)).toEqual([]);
  },
);
