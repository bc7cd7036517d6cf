import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Processes } from '../../ports/processes.ts';

/** What the next start has to know of a child whose parent was killed. */
const PidFile = z.object({ pid: z.int().positive(), startedAt: z.string(), port: z.int() });
export type PidFile = z.infer<typeof PidFile>;

const POLL_MS = 50;
const TERM_POLLS = 60;

export async function writePidFile(file: string, facts: PidFile): Promise<void> {
  await writeFile(file, JSON.stringify(facts));
}

/**
 * Ends the child that a killed parent left behind, and waits until it is gone: two servers on one folder would corrupt it.
 * A process that merely got its pid is left alone. @returns whether there was one.
 */
export async function endLeftover(file: string, dir: string, processes: Processes): Promise<boolean> {
  const left = await readPidFile(file);
  if (!left) return false;
  const found = await isOurs(left, dir, processes);
  if (found) {
    signal(left.pid, 'SIGTERM');
    if (!(await isGone(left, dir, processes))) {
      signal(left.pid, 'SIGKILL');
      await isGone(left, dir, processes);
    }
  }
  await rm(file, { force: true });
  return found;
}

async function readPidFile(file: string): Promise<PidFile | undefined> {
  try {
    const parsed = PidFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
    return parsed.data;
  } catch (error) {
    // Not there, or cut off when the parent died while writing it: the child was not started by then.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function isOurs(left: PidFile, dir: string, processes: Processes): Promise<boolean> {
  const facts = await processes.inspect(left.pid);
  return facts?.startedAt === left.startedAt && facts.command.includes('chroma') && facts.command.includes(dir);
}

async function isGone(left: PidFile, dir: string, processes: Processes): Promise<boolean> {
  for (let poll = 0; poll < TERM_POLLS; poll += 1) {
    if (!(await isOurs(left, dir, processes))) return true;
    await setTimeout(POLL_MS);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It ended by itself meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
