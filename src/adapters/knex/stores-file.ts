import { unavailable } from '../../errors.ts';
import { Renewed } from '../../threads/renewed.ts';
import { callerOf, type StoreCall, type StoresShape } from './store-calls.ts';
import type { Stores } from './stores.ts';

/** A file that a thread has open, until the thread ends. */
export interface FileOnThread {
  readonly ended: boolean;
  readonly shape: StoresShape;
  call(call: StoreCall): Promise<unknown>;
  close(): Promise<void>;
}

/** What the thread has of a file: its stores, and whether they answer. */
interface Served {
  stores: Stores;
  ping(): Promise<void>;
}

/**
 * The stores over one SQLite file that is open on another thread. Each call of a method is a message there and one back, however
 * many statements it takes: a transaction waits for nobody here, and nobody waits for it longer than its statements take.
 */
export class StoresFile {
  readonly stores: Stores;
  readonly ping: () => Promise<void>;
  readonly #file: Renewed<FileOnThread>;
  #closed = false;

  static async open(open: () => Promise<FileOnThread>): Promise<StoresFile> {
    const file = new Renewed(open);
    const { shape } = await file.get();
    return new StoresFile(file, shape);
  }

  private constructor(file: Renewed<FileOnThread>, shape: StoresShape) {
    this.#file = file;
    const served = callerOf(shape, (call) => this.call(call));
    if (!isServed(served)) throw new TypeError('the thread of the stores serves something else');
    this.stores = served.stores;
    this.ping = served.ping;
  }

  /** Calls a method of a store there. Throws what it throws, or `database_unavailable` where the thread has ended. */
  async call(call: StoreCall): Promise<unknown> {
    if (this.#closed) throw unavailable('database_unavailable', 'The database has been closed.');
    const file = await this.#file.get();
    return await file.call(call);
  }

  /** What was asked before is done before. */
  async close(): Promise<void> {
    this.#closed = true;
    const file = await this.#file.current();
    if (file && !file.ended) await file.close();
  }
}

/** Its thread runs the same program, so that what it has is all there. */
function isServed(served: object): served is Served {
  return 'stores' in served && 'ping' in served;
}
