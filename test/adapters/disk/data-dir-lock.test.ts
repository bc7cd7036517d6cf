import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockDataDir } from '../../../src/adapters/disk/data-dir-lock.ts';
import { systemProcesses } from '../../../src/adapters/system/processes.ts';
import { testDir } from '../../support/temp-dir.ts';

const LOCK = 'server.lock';

async function otherProcess() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, end: () => ended(child) };
}

async function ended(child: ChildProcess) {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('the lock of a data directory', () => {
  it('is held by one at a time and leaves nothing behind', async () => {
    const dir = join(await testDir(), 'data');
    const lock = await lockDataDir(dir, systemProcesses);
    await expect(lockDataDir(dir, systemProcesses)).rejects.toMatchObject({ code: 'data_dir_in_use' });
    await lock.release();
    expect(await readdir(dir)).toEqual([]);
    await (await lockDataDir(dir, systemProcesses)).release();
  });

  it('names the living process that holds it', async () => {
    const dir = await testDir();
    const { pid } = await otherProcess();
    const facts = await systemProcesses.inspect(pid);
    await writeFile(join(dir, LOCK), `${pid} ${facts?.startedAt}\n`);
    await expect(lockDataDir(dir, systemProcesses)).rejects.toThrow(`process ${pid}`);
  });

  it('is taken over from a dead process', async () => {
    const dir = await testDir();
    const { pid, end } = await otherProcess();
    const facts = await systemProcesses.inspect(pid);
    await writeFile(join(dir, LOCK), `${pid} ${facts?.startedAt}\n`);
    await end();
    const lock = await lockDataDir(dir, systemProcesses);
    expect(await readdir(dir)).toEqual([LOCK]);
    await lock.release();
  });

  it('is taken over when another program got the same pid', async () => {
    const dir = await testDir();
    const { pid } = await otherProcess();
    await writeFile(join(dir, LOCK), `${pid} 1\n`);
    await expect(lockDataDir(dir, systemProcesses)).resolves.toBeDefined();
  });

  it('is taken over when the file holds no sense', async () => {
    const dir = await testDir();
    await writeFile(join(dir, LOCK), '');
    await expect(lockDataDir(dir, systemProcesses)).resolves.toBeDefined();
  });

  it('goes to one of many that find it stale at once', async () => {
    const dir = await testDir();
    await writeFile(join(dir, LOCK), '999999999 1\n');
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDir(dir, systemProcesses)));
    expect(results.filter((result) => result.status === 'fulfilled').length).toBe(1);
    expect(await readdir(dir)).toEqual([LOCK]);
  });

  it('is not removed by a process that lost it', async () => {
    const dir = await testDir();
    const lock = await lockDataDir(dir, systemProcesses);
    await writeFile(join(dir, LOCK), '1 2\n');
    await lock.release();
    expect(await readdir(dir)).toEqual([LOCK]);
  });
});
