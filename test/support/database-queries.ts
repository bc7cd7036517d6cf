import { SqliteThread } from '../../src/adapters/knex/sqlite-thread.ts';

/** Counts what SQLite is asked and answers, for tests that wait until it has nothing more to do. */
export interface Queries {
  /** Statements begun and answers given: they stand still when nothing is under way. */
  readonly count: number;
  /** Resolves when all that was begun is answered: it is carried out on another thread, however long that takes. */
  answered(): Promise<void>;
  stop(): void;
}

/** Of all databases of this process. */
export function watchQueries(): Queries {
  let count = 0;
  const open = new Set<Promise<unknown>>();
  const { run } = SqliteThread.prototype;
  SqliteThread.prototype.run = async function counted(job) {
    count += 1;
    const running = run.call(this, job);
    open.add(running);
    try {
      return await running;
    } finally {
      open.delete(running);
      count += 1;
    }
  };
  return {
    get count() {
      return count;
    },
    async answered() {
      while (open.size > 0) await Promise.allSettled(open);
    },
    stop() {
      SqliteThread.prototype.run = run;
    },
  };
}
