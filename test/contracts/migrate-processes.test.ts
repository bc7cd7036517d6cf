import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { migrationStatus } from '../../src/adapters/knex/migrate.ts';
import type { DatabaseConfig } from '../../src/config/config.ts';
import { DATABASE_KINDS, type DatabaseKind, openEmptyDatabase } from '../support/databases.ts';

const run = promisify(execFile);
const NAMES = migrations.map(({ name }) => name);

async function open(kind: DatabaseKind) {
  const empty = await openEmptyDatabase(kind);
  onTestFinished(() => empty.drop());
  return empty;
}

function runMigrate(config: DatabaseConfig, command: string) {
  const env = config.kind === 'sqlite' ? { DATA_DIR: dirname(config.file) } : { DATABASE_URL: config.url };
  return run(process.execPath, ['src/migrate.ts', command], { env });
}

describe.each(DATABASE_KINDS)('node src/migrate.ts on %s', (kind) => {
  it('migrates once when several processes start at the same time', async () => {
    const { config, database } = await open(kind);
    const outputs = await Promise.all([1, 2, 3].map(() => runMigrate(config, 'up')));
    expect(outputs.map(({ stdout }) => stdout.trim()).toSorted()).toEqual([
      'nothing to do',
      'nothing to do',
      NAMES.map((name) => `ran ${name}`).join('\n'),
    ]);
    expect(await migrationStatus(database)).toEqual({ done: NAMES, pending: [] });
  });

  it('takes the latest step back and tells where it stands', async () => {
    const { config } = await open(kind);
    await runMigrate(config, 'up');
    expect((await runMigrate(config, 'down')).stdout).toBe(`took back ${NAMES.at(-1)}\n`);
    const { stdout } = await runMigrate(config, 'status');
    expect(stdout.split('\n')).toContain(`pending ${NAMES.at(-1)}`);
    expect(stdout.split('\n')).toContain(`done ${NAMES[0]}`);
  });
});

describe('node src/migrate.ts', () => {
  it('says in one line that it does not know a command, and fails', async () => {
    const { config } = await open('sqlite');
    await expect(runMigrate(config, 'sideways')).rejects.toMatchObject({
      code: 1,
      stderr: 'Unknown command sideways: use up, down or status.\n',
    });
  });

  it('says in one line that the database does not answer, and fails', async () => {
    await expect(
      runMigrate({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' }, 'up'),
    ).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The database does not answer right now\. \(.*ECONNREFUSED.*\)\n$/),
    });
  });
});
