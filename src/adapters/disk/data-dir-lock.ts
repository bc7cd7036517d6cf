import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import type { Processes } from '../../ports/processes.ts';

export interface DataDirLock {
  /** Gives the directory free. */
  release(): Promise<void>;
}

const FILE = 'server.lock';
/** Two processes that find the same stale lock settle it within a round or two. */
const ROUNDS = 5;

/**
 * Makes sure that one process at a time uses a data directory: SQLite would bear two, the ingestion and the Chroma child
 * would not. The lock names its holder by pid and start time; one whose holder is dead is taken over.
 * Throws `data_dir_in_use` while another process holds it. Processes of other machines or containers are not seen.
 */
export async function lockDataDir(dataDir: string, processes: Processes): Promise<DataDirLock> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, FILE);
  const self = await processes.inspect(process.pid);
  const mine = `${process.pid} ${self?.startedAt ?? ''}\n`;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (await claim(file, mine)) return { release: () => release(file, mine) };
    const holder = await read(file);
    if (holder === undefined) continue;
    // A lock of our own: opened twice in one process.
    if (holder === mine || (await isAlive(holder, processes))) throw inUse(dataDir, holder);
    await setAside(file, holder);
  }
  throw inUse(dataDir, (await read(file)) ?? '');
}

/** Creates the lock file whole or not at all. */
async function claim(file: string, mine: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, mine);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a stale lock, unless it was replaced by a fresh one in the same moment: that one is put back. */
async function setAside(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await read(aside)) !== stale) await link(aside, file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isAlive(holder: string, processes: Processes): Promise<boolean> {
  const [pid = '', startedAt] = holder.trim().split(' ');
  if (!/^\d+$/.test(pid)) return false;
  const facts = await processes.inspect(Number(pid));
  return facts !== undefined && facts.startedAt === startedAt;
}

async function release(file: string, mine: string): Promise<void> {
  if ((await read(file)) === mine) await rm(file, { force: true });
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function inUse(dataDir: string, holder: string): AppError {
  const [pid = 'unknown'] = holder.split(' ');
  return new AppError({
    code: 'data_dir_in_use',
    status: 503,
    message: `The data directory ${dataDir} is in use by process ${pid}: stop it, or set DATA_DIR to another one.`,
  });
}
