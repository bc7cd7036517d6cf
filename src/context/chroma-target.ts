import { startChromaChild } from '../adapters/chroma/child.ts';
import type { ChromaTarget } from '../adapters/chroma/connection.ts';
import { systemProcesses } from '../adapters/system/processes.ts';
import type { Config } from '../config/config.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServiceBoard } from '../service-board.ts';

/** Where Chroma is: the operator's, or a child of this process, which may move to another port when it is restarted. */
export async function chromaTarget(
  parts: { config: Config; logger: Logger; clock: Clock; board: ServiceBoard },
  stack: AsyncDisposableStack,
): Promise<ChromaTarget> {
  const { chroma } = parts.config;
  if (chroma.kind === 'url') return { ...chroma, url: () => chroma.url };
  const child = await startChromaChild({ ...parts, dataDir: chroma.dataDir, processes: systemProcesses });
  stack.defer(() => child.stop());
  return { url: () => child.url() };
}
