import { workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { type ServedModel, serveJobs } from '../../threads/serve-jobs.ts';
import { ENDS, type SqliteAnswer, type SqliteJob } from './sqlite-job.ts';

/**
 * Different statements of the whole server are some two hundred; lists of values make more of some. Preparing one costs eight
 * times what running a small one does: 43 against 6 µs. They run to their end at once and are never stepped through, so that
 * one can serve everybody; SQLite itself sees to changes of the schema.
 */
const KEPT_STATEMENTS = 1000;

/**
 * knex begins transactions deferred: one that reads before it writes fails at once, instead of waiting, when another process
 * wrote in between. Taking the write lock at the beginning makes it wait for `busy_timeout`.
 */
const BEGIN: SqliteJob = { sql: 'BEGIN IMMEDIATE', bindings: [] };

/** The connection to one file, on which statements run one after the other in the order in which they were sent. */
async function load(): Promise<ServedModel<undefined, SqliteJob[], SqliteAnswer[]>> {
  const { file }: { file: string } = workerData;
  const connection = new Sqlite(file);
  // First, because switching to WAL may itself have to wait for another process.
  connection.pragma('busy_timeout = 5000');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  const known = new LRUCache<string, Sqlite.Statement<unknown[]>>({ max: KEPT_STATEMENTS });
  const prepared = (sql: string) => {
    const statement = known.get(sql) ?? connection.prepare<unknown[]>(sql);
    known.set(sql, statement);
    return statement;
  };
  /** Why there is no transaction though one was begun: none of its statements may run by itself. */
  let broken: SqliteAnswer | undefined;
  const runInTurn = (job: SqliteJob): SqliteAnswer => {
    if (job.begins) broken = failure(run(prepared, BEGIN));
    const wasIn = connection.inTransaction;
    const answer = broken ?? run(prepared, job);
    // A full disk, and some other faults, end the transaction themselves.
    if (wasIn && !connection.inTransaction) broken = failure(answer);
    if (!broken || !ENDS.test(job.sql)) return answer;
    broken = undefined;
    return job.sql.startsWith('ROLLBACK') ? { changes: 0, lastInsertRowid: 0 } : answer;
  };
  return {
    ready: undefined,
    run: async (jobs) => ({ answer: jobs.map(runInTurn) }),
    dispose: async () => void connection.close(),
  };
}

/** Runs a statement to its end. What SQLite objects to goes back with its code, by which stores tell errors apart. */
function run(prepared: (sql: string) => Sqlite.Statement<unknown[]>, { sql, bindings }: SqliteJob): SqliteAnswer {
  try {
    const statement = prepared(sql);
    if (statement.reader) return { rows: statement.all(...bindings) };
    const { changes, lastInsertRowid } = statement.run(...bindings);
    return { changes, lastInsertRowid };
  } catch (error) {
    const { message, code } = error instanceof Sqlite.SqliteError ? error : { message: String(error), code: undefined };
    return { failed: { message, code } };
  }
}

function failure(answer: SqliteAnswer): SqliteAnswer | undefined {
  return 'failed' in answer ? answer : undefined;
}

await serveJobs(load);
