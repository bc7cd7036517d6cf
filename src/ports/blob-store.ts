import type { Readable } from 'node:stream';
import type { ByteRange } from './byte-range.ts';
import type { Page, PageRequest } from './page.ts';

/** Files by key. A key is made of `[a-z0-9-]` segments joined by `/`, never of user input. */
export interface BlobStore {
  /** Stores all of it or nothing. @returns its size in bytes and its SHA-256 in hex. */
  put(key: string, content: Readable, signal?: AbortSignal): Promise<{ bytes: number; hash: string }>;
  /**
   * All of it, or that part of it, which is read alone and has to be there. Throws `AppError('blob_missing')` where there is none.
   */
  get(key: string, range?: ByteRange): Promise<Readable>;
  remove(key: string): Promise<void>;
  /** Removes every blob whose key begins with `prefix` + `/`. */
  removeAll(prefix: string): Promise<void>;
  /**
   * What is there, in an order of the store's own. A page may hold fewer than `limit` (1000 at most) and have another one after
   * it; its cursor stays good when blobs come and go.
   */
  list(page: PageRequest): Promise<Page<StoredBlob>>;
}

export interface StoredBlob {
  key: string;
  /** When it was written last, in milliseconds since the Unix epoch, by the store's clock. */
  storedAt: number;
}
