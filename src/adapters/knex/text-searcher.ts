import type { Knex } from 'knex';
import type { DatabaseConfig } from '../../config/config.ts';
import { unavailable } from '../../errors.ts';
import { ModelThread } from '../../threads/model-thread.ts';
import { createTextSearch, type TextAnswer, type TextRequest, type TextSearch } from './text-search.ts';

/** Ranks texts by words, beside everything else that this process does where that takes long. */
export interface TextSearcher {
  search(request: TextRequest): Promise<TextAnswer>;
  close(): Promise<void>;
}

/** From so many texts on a search takes longer than handing it to another thread does. */
const LARGE = 1000;
const START_MS = 30_000;

/** PostgreSQL is another process anyway; SQLite would hold up everybody on this thread. */
export function createTextSearcher(knex: Knex, config: DatabaseConfig): TextSearcher {
  if (config.kind === 'sqlite') return new ThreadedSearcher(knex, config.file);
  return { search: createTextSearch(knex), close: async () => undefined };
}

type SearchThread = ModelThread<undefined, TextRequest, TextAnswer>;

/** Searches in large libraries by a thread with a connection of its own, begun when the first one is; small ones here. */
class ThreadedSearcher implements TextSearcher {
  readonly #searchHere: TextSearch;
  readonly #file: string;
  readonly #closing = new AbortController();
  #thread: SearchThread | undefined;
  #starting: Promise<void> | undefined;

  constructor(knex: Knex, file: string) {
    this.#searchHere = createTextSearch(knex);
    this.#file = file;
  }

  async search(request: TextRequest): Promise<TextAnswer> {
    const texts = [...request.groups.values()].reduce((sum, count) => sum + count, 0);
    if (texts >= LARGE) {
      this.#starting ??= this.#start();
      try {
        if (this.#thread) return await this.#thread.ask(request);
      } catch {
        // It has ended, or could not: this one answers, slower, and says what is wrong if that is the database's.
      }
    }
    return this.#searchHere(request);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('closing'));
    await this.#starting;
    await this.#thread?.close();
  }

  /** Never rejects. Until it is there, and where it can't be had, searches run here. */
  async #start(): Promise<void> {
    const options = {
      program: new URL('./search-worker.ts', import.meta.url),
      task: { file: this.#file },
      stallMs: START_MS,
      unavailable: (message: string, cause?: unknown) => unavailable('database_unavailable', message, cause),
    };
    try {
      const thread: SearchThread = await ModelThread.load(options, this.#closing.signal);
      this.#thread = thread;
      thread.onEnd(() => {
        if (this.#thread === thread) this.#thread = undefined;
        this.#starting = undefined;
      });
    } catch {
      this.#thread = undefined;
    }
  }
}
