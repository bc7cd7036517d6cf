import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ChromaChild, type ChromaChildOptions, startChromaChild } from '../../src/adapters/chroma/child.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemProcesses } from '../../src/adapters/system/processes.ts';
import { createLogger } from '../../src/logger.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { testDir } from './temp-dir.ts';

export const silent = createLogger({ level: 'silent', pretty: false });

/** A real Chroma server of the running test's own, ended after it. */
export async function testChroma(options: Partial<ChromaChildOptions> = {}) {
  const board = new ServiceBoard();
  const dataDir = options.dataDir ?? (await testDir());
  const child = await startChromaChild({
    board,
    logger: silent,
    clock: systemClock,
    processes: systemProcesses,
    ...options,
    dataDir,
  });
  onTestFinished(() => child.stop());
  return { child, board: options.board ?? board, dataDir };
}

/** A real Chroma server for all tests of a file: start it in `beforeAll`, stop it in `afterAll`. */
export function fileChroma() {
  let child: ChromaChild | undefined;
  let dataDir = '';
  return {
    async start(): Promise<ChromaChild> {
      dataDir = await mkdtemp(join(tmpdir(), 'lva-test-'));
      const board = new ServiceBoard();
      child = await startChromaChild({
        dataDir,
        board,
        logger: silent,
        clock: systemClock,
        processes: systemProcesses,
      });
      return child;
    },
    async stop(): Promise<void> {
      await child?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
