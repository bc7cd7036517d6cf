import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { lockDataDir } from '../adapters/disk/data-dir-lock.ts';
import { type Database, openDatabase } from '../adapters/knex/database.ts';
import { migrationStatus } from '../adapters/knex/migrate.ts';
import { rebuildTextIndex } from '../adapters/knex/rebuild-text.ts';
import { createStores, type Stores } from '../adapters/knex/stores.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { systemProcesses } from '../adapters/system/processes.ts';
import type { Config } from '../config/config.ts';
import { AppError, unavailable } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { openVectorMaker } from './vector-maker.ts';

export interface ReindexParts {
  config: Config;
  logger: Logger;
  /** Hears one line of progress at a time. */
  say: (line: string) => void;
  signal: AbortSignal;
}

/** How often a running server's work is looked at, ms. */
const LOOK_MS = 1000;

/**
 * Makes the full-text index and all vectors anew from the database. Where a server holds the vectors, that one makes them, and its
 * progress is told; else it is done here. Throws AppError, before anything was changed, where it can't be done.
 */
export async function reindex(parts: ReindexParts): Promise<void> {
  const { config, say, signal } = parts;
  await using stack = new AsyncDisposableStack();
  const database = await openExisting(config, stack);
  const stores = createStores(database);
  const lock = await holdVectors(config, stack);
  const maker = lock
    ? await openVectorMaker({ ...parts, stores, alone: database.kind === 'sqlite' }, stack)
    : undefined;
  if (!lock) say('A server is running here: it will make the vectors, and goes on serving.');

  await rebuildTextIndex(database, ({ what, done, of }) => {
    signal.throwIfAborted();
    say(`full text: ${done} of ${of} ${what}`);
  });
  await maker?.dropAll();
  await stores.spaces.rebuildAll(systemClock.now());
  const texts = await total(stores);
  if (maker) await maker.makeAll((done) => say(`vectors: ${done} of ${texts}`));
  else await follow(parts, stores, database);
  say(`done: ${texts} texts`);
}

/** Refuses a database that is not there, or not as this version needs it: making one would only hide the mistake. */
async function openExisting({ database: config }: Config, stack: AsyncDisposableStack): Promise<Database> {
  if (config.kind === 'sqlite' && !existsSync(config.file)) {
    throw refused('nothing_to_reindex', `There is no database at ${config.file}: set DATA_DIR as the server has it.`);
  }
  const database = await openDatabase(config);
  stack.defer(() => database.close());
  const { pending } = await migrationStatus(database);
  if (pending.length > 0) {
    throw refused('database_not_migrated', 'The database is of another version: run "npm run migrate" first.');
  }
  return database;
}

/**
 * Makes sure that the vectors are this process's to make. @returns false where a server has them: its child holds them in
 * the same folder.
 */
async function holdVectors({ database, chroma, dataDir }: Config, stack: AsyncDisposableStack): Promise<boolean> {
  if (database.kind === 'postgres' && chroma.kind === 'url') return true;
  if (database.kind === 'postgres' && chroma.kind === 'child' && !existsSync(chroma.dataDir)) {
    throw refused(
      'vectors_elsewhere',
      `There are no vectors in ${chroma.dataDir}: run this where the server runs, with its DATA_DIR, or set CHROMA_URL.`,
    );
  }
  try {
    const lock = await lockDataDir(dataDir, systemProcesses);
    stack.defer(() => lock.release());
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'data_dir_in_use') return false;
    throw error;
  }
}

/** Tells how far the running server is, until it is through. Throws `server_stopped` where it ends before. */
async function follow({ config, say, signal }: ReindexParts, stores: Stores, database: Database): Promise<void> {
  for (let last = -1; ; ) {
    const all = await Promise.all(Object.values(stores.texts).map((texts) => texts.progress()));
    const texts = all.reduce((sum, each) => sum + each.texts, 0);
    const embedded = all.reduce((sum, each) => sum + each.embedded, 0);
    if (embedded !== last) say(`vectors: ${embedded} of ${texts}`);
    last = embedded;
    if (embedded >= texts) return;
    await using stack = new AsyncDisposableStack();
    if (await holdVectors(config, stack)) {
      const message = 'The server has stopped; it goes on with the vectors when it starts again.';
      throw unavailable('server_stopped', message, new Error(database.kind));
    }
    await setTimeout(LOOK_MS, undefined, { signal });
  }
}

async function total({ texts }: Stores): Promise<number> {
  const all = await Promise.all(Object.values(texts).map((each) => each.progress()));
  return all.reduce((sum, each) => sum + each.texts, 0);
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, status: 409, message: `${message} Nothing was changed.` });
}
