import { type ServedModel, serveJobs } from '../../threads/serve-jobs.ts';
import { type Database, openDatabase } from './database.ts';
import { carryOut, type OpenedFile, type StoreAnswer, type StoresJob, shapeOf } from './store-calls.ts';
import { createStores } from './stores.ts';
import { toThrown } from './thrown.ts';

/** A SQLite file with what of it can be called. */
interface File {
  database: Database;
  served: object;
}

/** Stores over SQLite files. Calls run beside each other; each file's one connection sees to the order of transactions. */
class Files {
  readonly #files = new Map<number, File>();
  #last = 0;

  async do(job: StoresJob): Promise<unknown> {
    if ('open' in job) return await this.#open(job.open);
    if ('close' in job) return await this.#close(job.close);
    return await carryOut(this.#files.get(job.file)?.served ?? {}, job.call);
  }

  async closeAll(): Promise<void> {
    for (const number of this.#files.keys()) await this.#close(number);
  }

  async #open(config: Parameters<typeof openDatabase>[0]): Promise<OpenedFile> {
    const database = await openDatabase(config);
    const served = { stores: createStores(database), ping: () => database.ping() };
    this.#last += 1;
    this.#files.set(this.#last, { database, served });
    return { number: this.#last, shape: shapeOf(served) };
  }

  /** knex waits for the statements that it has been given. */
  async #close(number: number): Promise<void> {
    const file = this.#files.get(number);
    this.#files.delete(number);
    await file?.database.close();
  }
}

async function load(): Promise<ServedModel<undefined, StoresJob, StoreAnswer>> {
  const files = new Files();
  return {
    ready: undefined,
    atOnce: Number.POSITIVE_INFINITY,
    async run(job) {
      try {
        return { answer: { value: await files.do(job) } };
      } catch (error) {
        return { answer: { thrown: toThrown(error) } };
      }
    },
    dispose: () => files.closeAll(),
  };
}

await serveJobs(load);
