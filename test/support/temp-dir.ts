import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of the running test's own, removed after it. */
export async function testDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'lva-test-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
