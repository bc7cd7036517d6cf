import { join } from 'node:path';
import { openDiskBlobStore } from '../adapters/disk/blob-store.ts';
import { lockDataDir } from '../adapters/disk/data-dir-lock.ts';
import { createKnexBlobStore } from '../adapters/knex/blob-store.ts';
import { openDatabase } from '../adapters/knex/database.ts';
import { migrate } from '../adapters/knex/migrate.ts';
import { type OpenStores, openStores } from '../adapters/knex/open-stores.ts';
import { openS3BlobStore } from '../adapters/s3/blob-store.ts';
import { systemProcesses } from '../adapters/system/processes.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { BlobStore } from '../ports/blob-store.ts';

/**
 * What lasts: the migrated database with its stores, and the files. A data directory that holds a database or a Chroma of
 * its own is this process's alone until disposal.
 */
export async function openStorage(config: Config, logger: Logger, stack: AsyncDisposableStack) {
  if (config.database.kind === 'sqlite' || config.chroma.kind === 'child') {
    const lock = await lockDataDir(config.dataDir, systemProcesses);
    stack.defer(() => lock.release());
  }
  const steps = await migrateFirst(config.database);
  if (steps.length > 0) logger.info({ steps }, 'database migrated');
  const opened = await openStores(config.database, { logger: logger.child({ name: 'database' }) });
  stack.defer(() => opened.close());
  return {
    stores: opened.stores,
    pingDatabase: () => opened.ping(),
    ...(await openBlobs({ config, opened, logger }, stack)),
    /** SQLite serves one node: whatever is not this process's was left behind by one that is gone. */
    alone: config.database.kind === 'sqlite',
  };
}

/** On a connection of its own: a step may take longer than anything is waited for later. */
async function migrateFirst(config: Config['database']): Promise<string[]> {
  const database = await openDatabase(config, { silenceMs: 0 });
  try {
    return await migrate(database);
  } finally {
    await database.close();
  }
}

interface Files {
  blobs: BlobStore;
  /** Undefined where files are beside the database. */
  pingFiles?: (signal: AbortSignal) => Promise<void>;
}

/** In a bucket where one is set up; else beside SQLite on the disk, or in PostgreSQL, where every node reads what any took in. */
async function openBlobs(
  { config, opened, logger }: { config: Config; opened: OpenStores; logger: Logger },
  stack: AsyncDisposableStack,
): Promise<Files> {
  if (!config.s3) {
    const { database } = opened;
    return {
      blobs: database ? createKnexBlobStore(database) : await openDiskBlobStore(join(config.dataDir, 'files')),
    };
  }
  const blobs = openS3BlobStore(config.s3);
  stack.defer(() => blobs.close());
  try {
    await blobs.ping();
  } catch (error) {
    // A bucket that is away comes back, and talks need no files; one that refuses us is a mistake in the configuration.
    if (!(error instanceof AppError && error.retryable)) throw error;
    logger.warn({ err: error }, 'the bucket for files does not answer: nothing can be brought or read until it does');
  }
  return { blobs, pingFiles: (signal) => blobs.ping(signal) };
}

export type Storage = Awaited<ReturnType<typeof openStorage>>;
