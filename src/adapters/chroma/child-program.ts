import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const endWithParent = new URL('end-with-parent.ts', import.meta.url).href;

/** Node's arguments for a Chroma server that ends with its standard input, keeps its data in `dir` and listens on a port of loopback. */
export function chromaCommand(dir: string, port: number): string[] {
  return ['--import', endWithParent, cliScript(), 'run', '--path', dir, '--host', '127.0.0.1', '--port', String(port)];
}

/** The `chroma` program of the npm package, wherever that is installed. */
function cliScript(): string {
  const entry = fileURLToPath(import.meta.resolve('chromadb'));
  const require = createRequire(entry);
  const manifest = join(dirname(entry), '..', 'package.json');
  const { bin }: { bin: { chroma: string } } = require(manifest);
  return join(dirname(manifest), bin.chroma);
}

/** A port that is free now on the loopback interface. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
