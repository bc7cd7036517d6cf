import { startChromaChild } from '../../src/adapters/chroma/child.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { systemProcesses } from '../../src/adapters/system/processes.ts';
import { createLogger } from '../../src/logger.ts';
import { ServiceBoard } from '../../src/service-board.ts';

/** A program that starts a Chroma child in the folder it is given, prints its pid and waits to be killed. */
const child = await startChromaChild({
  dataDir: process.argv[2] ?? '',
  board: new ServiceBoard(),
  logger: createLogger({ level: 'silent', pretty: false }),
  clock: systemClock,
  processes: systemProcesses,
});
process.stdout.write(`${child.pid()}\n`);
