import { type Database, openDatabase } from './adapters/knex/database.ts';
import { migrate, migrateDown, migrationStatus } from './adapters/knex/migrate.ts';
import { loadConfig } from './config/config.ts';
import { ConfigError } from './config/config-error.ts';
import { AppError } from './errors.ts';

const COMMANDS: Record<string, (database: Database) => Promise<string[]>> = {
  async up(database) {
    return report('ran', await migrate(database));
  },
  async down(database) {
    return report('took back', await migrateDown(database));
  },
  async status(database) {
    const { done, pending } = await migrationStatus(database);
    return [...report('done', done), ...report('pending', pending)];
  },
};

/** `node src/migrate.ts [up|down|status]`: `up` runs what has not run, `down` takes back the latest step. */
async function main(name: string): Promise<void> {
  const command = COMMANDS[name];
  if (!command) throw new ConfigError(`Unknown command ${name}: use up, down or status.`);
  const database = await openDatabase(loadConfig(process.env).database, { silenceMs: 0 });
  try {
    const lines = await command(database);
    process.stdout.write(`${lines.length > 0 ? lines.join('\n') : 'nothing to do'}\n`);
  } finally {
    await database.close();
  }
}

function report(what: string, names: string[]): string[] {
  return names.map((name) => `${what} ${name}`);
}

try {
  await main(process.argv[2] ?? 'up');
} catch (error) {
  // What went wrong with the configuration or the server is said in one sentence; a defect shows its stack.
  const expected = error instanceof ConfigError || error instanceof AppError;
  const cause = error instanceof AppError && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  if (!expected) throw error;
  process.stderr.write(`${error.message}${cause}\n`);
  process.exitCode = 1;
}
