import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import { systemProcesses } from '../../../src/adapters/system/processes.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { leaning, newSpace } from '../../contracts/vector-store.ts';
import { testChroma } from '../../support/chroma.ts';
import { testDir } from '../../support/temp-dir.ts';

const PID_FILE = 'chroma.pid.json';
const WAIT = { interval: 20 };
/** A clock on which nothing takes longer than 50 ms. */
const hurried: Clock = { now: () => Date.now(), after: (ms, run) => systemClock.after(Math.min(ms, 50), run) };

const alive = async (pid: number | undefined) => (await systemProcesses.inspect(pid ?? 0)) !== undefined;

/** Another node process that starts a Chroma on `dir`, tells its pid, and can be killed without a word. */
async function otherServer(dir: string): Promise<{ parent: ChildProcess; chromaPid: number }> {
  const parent = spawn(process.execPath, [fileURLToPath(import.meta.resolve('../../support/chroma-parent.ts')), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout ?? parent, 'data');
  return { parent, chromaPid: Number(String(line).trim()) };
}

describe('the Chroma child', () => {
  it('starts, says so, keeps its data over a restart, and is gone after stop', async () => {
    const first = await testChroma();
    expect(first.board.services().vectors).toBe('ok');
    const space = newSpace();
    const item = { passageId: 'p', documentId: 'd', vector: leaning(0) };
    await createChromaVectorStore(first.child).upsert(space, [item]);
    const pid = first.child.pid();
    await first.child.stop();
    expect(await alive(pid)).toBe(false);
    expect(existsSync(join(first.dataDir, PID_FILE))).toBe(false);

    const second = await testChroma({ dataDir: first.dataDir });
    const hits = await createChromaVectorStore(second.child).query(space, leaning(0), { limit: 1 });
    expect(hits.map((hit) => hit.passageId)).toEqual(['p']);
  });

  it('comes back after a crash, with the board told both times', async () => {
    const { child, board } = await testChroma({ clock: hurried });
    const states: string[] = [];
    board.onChange((name, report) => states.push(`${name} ${report.state}`));
    const pid = child.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(states).toEqual(['vectors degraded', 'vectors ok']), WAIT);
    expect(child.pid()).not.toBe(pid);
    await expect(createChromaVectorStore(child).ping()).resolves.toBeUndefined();
  });

  it('is ended by force when it does not listen', async () => {
    const { child } = await testChroma({ clock: hurried });
    const pid = child.pid() ?? 0;
    process.kill(pid, 'SIGSTOP');
    await child.stop();
    expect(await alive(pid)).toBe(false);
  });

  it('is not brought back after stop, even when stopped while it starts', async () => {
    const { child } = await testChroma({ clock: hurried });
    process.kill(child.pid() ?? 0, 'SIGKILL');
    await vi.waitFor(() => expect(child.url()).toBeUndefined(), WAIT);
    await child.stop();
    expect(await alive(child.pid())).toBe(false);
    expect(child.url()).toBeUndefined();
  });

  it('ends by itself when its parent is killed without a word', async () => {
    const { parent, chromaPid } = await otherServer(await testDir());
    expect(await alive(chromaPid)).toBe(true);
    parent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await alive(chromaPid)).toBe(false), WAIT);
  });

  it('that did not notice the end of its parent is found and ended by the next start', async () => {
    const dataDir = await testDir();
    const { parent, chromaPid } = await otherServer(dataDir);
    process.kill(chromaPid, 'SIGSTOP');
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await alive(chromaPid)).toBe(true);
    const { child, board } = await testChroma({ dataDir });
    expect(await alive(chromaPid)).toBe(false);
    expect(child.pid()).not.toBe(chromaPid);
    expect(board.services().vectors).toBe('ok');
  });

  it('leaves alone a stranger whose pid stands in the pid file, and a file without sense', async () => {
    const dataDir = await testDir();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    onTestFinished(() => void stranger.kill('SIGKILL'));
    await once(stranger, 'spawn');
    const facts = await systemProcesses.inspect(stranger.pid ?? 0);
    const file = join(dataDir, PID_FILE);
    await writeFile(file, JSON.stringify({ pid: stranger.pid, startedAt: facts?.startedAt, port: 1 }));
    const first = await testChroma({ dataDir });
    expect(await alive(stranger.pid)).toBe(true);
    expect(JSON.parse(await readFile(file, 'utf8')).pid).toBe(first.child.pid());
    await first.child.stop();
    await writeFile(file, '{"pid": 1');
    expect((await testChroma({ dataDir })).board.services().vectors).toBe('ok');
  });

  it('that cannot start is told and tried again, and the app goes on', async () => {
    const dataDir = await testDir();
    await writeFile(join(dataDir, 'chroma.sqlite3'), 'this is no database');
    const { child, board } = await testChroma({ dataDir, clock: hurried });
    expect(board.reports().vectors).toMatchObject({ state: 'degraded' });
    const failing = child.pid();
    await vi.waitFor(() => expect(child.pid()).not.toBe(failing), WAIT);
  });
});
