import type { Database } from '../../src/adapters/knex/database.ts';

/** Counts what a database is asked and answers, for tests that wait until it has nothing more to do. */
export interface Queries {
  /** Statements begun and answers given: they stand still when nothing is under way. */
  readonly count: number;
  stop(): void;
}

export function watchQueries({ knex }: Database): Queries {
  let count = 0;
  const onSome = (): void => {
    count += 1;
  };
  const events = ['query', 'query-response', 'query-error'];
  for (const event of events) knex.on(event, onSome);
  return {
    get count() {
      return count;
    },
    stop() {
      for (const event of events) knex.removeListener(event, onSome);
    },
  };
}
