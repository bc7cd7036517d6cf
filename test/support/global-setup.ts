import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/adapters/knex/database.ts';
import { migrate } from '../../src/adapters/knex/migrate.ts';
import { inspectMachine } from './machine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A SQLite database with its tables and nothing in them: copying it takes a hundredth of migrating one. */
    migratedFile: string;
  }
}

/** Once for all projects of a run. */
let once: Promise<{ file: string; end: () => Promise<void> }> | undefined;

/** Builds the client when its sources are newer than the build; at the end says loudly what this machine could not run. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  once ??= prepare();
  const { file, end } = await once;
  provide('migratedFile', file);
  return end;
}

async function prepare() {
  execFileSync(process.execPath, ['scripts/ensure-client.ts'], { stdio: 'inherit' });
  const folder = await mkdtemp(join(tmpdir(), 'lva-migrated-'));
  const file = join(folder, 'tutor.db');
  const database = await openDatabase({ kind: 'sqlite', file });
  await migrate(database);
  await database.close();
  const { missing, excluded } = await inspectMachine();
  const report = () => {
    if (missing.length === 0) return;
    console.warn(`\n*** NOT TESTED: this machine has no ${missing.join(', no ')}.`);
    console.warn(
      `*** Left out: all that needs it, and these files whole:\n${excluded.map((file) => `***   ${file}`).join('\n')}\n`,
    );
  };
  report();
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= rm(folder, { recursive: true }).then(report);
    return ended;
  };
  return { file, end };
}
