import type { DatabaseConfig } from '../../config/config.ts';
import { type Database, type OpenOptions, openDatabase } from './database.ts';
import { createStores, type Stores } from './stores.ts';
import { StoresThread } from './stores-thread.ts';

/** All stores over an open database; close it last. */
export interface OpenStores {
  stores: Stores;
  /** What they are over; undefined where another thread has it. */
  database?: Database;
  /** Throws `database_unavailable` unless the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a database and its stores: those of PostgreSQL here, since it is another process anyway; those of SQLite on a thread of
 * their own, since it works synchronously, and voices must not wait for a disk. Throws `database_unavailable`.
 */
export async function openStores(config: DatabaseConfig, options: OpenOptions = {}): Promise<OpenStores> {
  if (config.kind === 'sqlite') return await openOnThread(config);
  const database = await openDatabase(config, options);
  return { stores: createStores(database), database, ping: () => database.ping(), close: () => database.close() };
}

async function openOnThread(config: DatabaseConfig): Promise<OpenStores> {
  const thread = new StoresThread();
  try {
    const file = await thread.open(config);
    const close = async () => {
      await file.close();
      await thread.close();
    };
    return { stores: file.stores, ping: file.ping, close };
  } catch (error) {
    await thread.close();
    throw error;
  }
}
