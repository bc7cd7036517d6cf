import type { DatabaseConfig } from '../../config/config.ts';
import { toAppError, unavailable } from '../../errors.ts';
import { ModelThread, type ModelThreadOptions } from '../../threads/model-thread.ts';
import { Renewed } from '../../threads/renewed.ts';
import type { OpenedFile, StoreAnswer, StoresJob } from './store-calls.ts';
import { type FileOnThread, StoresFile } from './stores-file.ts';
import { fromThrown } from './thrown.ts';

type Thread = ModelThread<undefined, StoresJob, StoreAnswer>;

/** For a file that another process keeps locked for SQLite's 5 s, and a slow disk. */
const OPEN_MS = 30_000;

const THREAD: ModelThreadOptions = {
  program: new URL('./stores-worker.ts', import.meta.url),
  task: undefined,
  stallMs: OPEN_MS,
  unavailable: (_, cause) => unavailable('database_unavailable', 'The database does not answer right now.', cause),
  failed: (_, cause) => toAppError(cause),
};

/** A thread for stores over SQLite, each over a file of its own. One that ends is started again by the next call. */
export class StoresThread {
  readonly #thread = new Renewed<Thread>(() => ModelThread.load(THREAD, new AbortController().signal));

  /** Throws `database_unavailable` where the file can't be opened. */
  async open(config: DatabaseConfig): Promise<StoresFile> {
    return await StoresFile.open(() => this.#openOn(config));
  }

  async close(): Promise<void> {
    const thread = await this.#thread.current();
    await thread?.close();
  }

  async #openOn(config: DatabaseConfig): Promise<FileOnThread> {
    const thread = await this.#thread.get();
    const ask = async (job: StoresJob): Promise<unknown> => {
      const answer = await thread.ask(job);
      if ('thrown' in answer) throw fromThrown(answer.thrown);
      return answer.value;
    };
    const file = await ask({ open: config });
    if (!isOpened(file)) throw new TypeError('the thread of the stores has opened nothing');
    return {
      shape: file.shape,
      get ended() {
        return thread.ended;
      },
      call: (call) => ask({ file: file.number, call }),
      close: async () => void (await ask({ close: file.number })),
    };
  }
}

function isOpened(value: unknown): value is OpenedFile {
  return typeof value === 'object' && value !== null && 'number' in value && 'shape' in value;
}
