import { StoresFile } from '../../src/adapters/knex/stores-file.ts';

/** Counts what the stores of SQLite are asked and answer, for tests that wait until it has nothing more to do. */
export interface Queries {
  /** Calls begun and answers given: they stand still when nothing is under way. */
  readonly count: number;
  /** Resolves when all that was begun is answered: it is carried out on another thread, however long that takes. */
  answered(): Promise<void>;
  stop(): void;
}

/** Of all databases of this process. */
export function watchQueries(): Queries {
  let count = 0;
  const open = new Set<Promise<unknown>>();
  const { call } = StoresFile.prototype;
  StoresFile.prototype.call = async function counted(asked) {
    count += 1;
    const running = call.call(this, asked);
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
      StoresFile.prototype.call = call;
    },
  };
}
