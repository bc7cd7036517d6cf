import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A hub that serves one model's folder under any name, and can be down or stall in the middle of a file. */
export async function startModelHub(dir: string) {
  let behaviour: 'serves' | 'stalls' | 'has nothing' = 'serves';
  const requested: string[] = [];
  const server = createServer((req, res) => {
    const file = (req.url ?? '').split('/resolve/main/')[1] ?? '';
    requested.push(file);
    void answer(file, res);
  });

  async function answer(file: string, res: ServerResponse): Promise<void> {
    const content = await readFile(join(dir, file)).catch(() => undefined);
    if (!content || behaviour === 'has nothing') {
      res.writeHead(404).end();
      return;
    }
    res.writeHead(200, { 'content-length': content.length });
    if (behaviour === 'serves') res.end(content);
    else res.write(content.subarray(0, 10));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(stop);
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    requested,
    stop,
    become(next: typeof behaviour): void {
      behaviour = next;
    },
  };
}
