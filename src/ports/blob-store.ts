import type { Readable } from 'node:stream';

/** Files by key. A key is made of `[a-z0-9-]` segments joined by `/`, never of user input. */
export interface BlobStore {
  /** Stores all of it or nothing. @returns its size in bytes and its SHA-256 in hex. */
  put(key: string, content: Readable, signal?: AbortSignal): Promise<{ bytes: number; hash: string }>;
  /** Throws `AppError('blob_missing')` where there is none. */
  get(key: string): Promise<Readable>;
  remove(key: string): Promise<void>;
  /** Removes every blob whose key begins with `prefix` + `/`. */
  removeAll(prefix: string): Promise<void>;
}
