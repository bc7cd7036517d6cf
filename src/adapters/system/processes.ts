import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Processes, ProcessFacts } from '../../ports/processes.ts';

const run = promisify(execFile);
/** Fields of /proc/PID/stat after the program's name, which is in brackets: state is the third of all, start time the 22nd. */
const STATE = 0;
const START_TIME = 19;

/** Linux tells in /proc; elsewhere `ps` does. A zombie counts as gone. */
export const systemProcesses: Processes = {
  inspect: (pid) => (process.platform === 'linux' ? fromProc(pid) : fromPs(pid)),
};

async function fromProc(pid: number): Promise<ProcessFacts | undefined> {
  const stat = await contentOf(`/proc/${pid}/stat`);
  const command = await contentOf(`/proc/${pid}/cmdline`);
  if (stat === undefined || command === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[STATE] === 'Z' || fields[STATE] === 'X') return undefined;
  return { startedAt: fields[START_TIME] ?? '', command: command.replaceAll('\0', ' ').trim() };
}

/** Undefined where the process has gone, also while its file was being read. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

/** Length of the date that `lstart` prints. */
const LSTART = 24;

async function fromPs(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'lstart=,command=', '-p', String(pid)]);
    const line = stdout.trim();
    return { startedAt: line.slice(0, LSTART).trim(), command: line.slice(LSTART).trim() };
  } catch (error) {
    // `ps` ends with 1 when there is no such process.
    if (error instanceof Error && 'code' in error && error.code === 1) return undefined;
    throw error;
  }
}
