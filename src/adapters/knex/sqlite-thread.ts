import { unavailable } from '../../errors.ts';
import { ModelThread } from '../../threads/model-thread.ts';
import { ENDS, type SqliteAnswer, type SqliteDone, type SqliteJob } from './sqlite-job.ts';

interface Asked {
  job: SqliteJob;
  resolve: (answer: SqliteDone) => void;
  reject: (error: unknown) => void;
}

const NOTHING: SqliteDone = { changes: 0, lastInsertRowid: 0 };

/** For a file that another process keeps locked for SQLite's 5 s, and a slow disk. */
const OPEN_MS = 30_000;
/** As knex says it. */
const BEGIN = 'BEGIN;';

/**
 * An open SQLite file on a thread of its own: its disk holds nobody up here. Waking a thread costs more than a small statement
 * does: 50 to 100 µs against 6 here. So all statements of one turn of the event loop go to it together, and the beginning of a
 * transaction goes with its first statement.
 */
export class SqliteThread {
  readonly #thread: ModelThread<undefined, SqliteJob[], SqliteAnswer[]>;
  #asked: Asked[] = [];
  /** A transaction has begun here, of which the thread does not know yet. */
  #begins = false;
  #ended = false;

  /** Throws `database_unavailable` where the file can't be opened. */
  static async open(file: string): Promise<SqliteThread> {
    const options = {
      program: new URL('./sqlite-worker.ts', import.meta.url),
      task: { file },
      stallMs: OPEN_MS,
      unavailable: (_: string, cause?: unknown) =>
        unavailable('database_unavailable', 'The database does not answer right now.', cause),
    };
    return new SqliteThread(await ModelThread.load(options, new AbortController().signal));
  }

  private constructor(thread: ModelThread<undefined, SqliteJob[], SqliteAnswer[]>) {
    this.#thread = thread;
    thread.onEnd(() => {
      this.#ended = true;
    });
  }

  /** Whether its thread has ended, so that another one has to be opened. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Throws what SQLite objects to, with its `code`, or `database_unavailable` where the thread has ended. */
  run({ sql, bindings }: SqliteJob): Promise<SqliteDone> {
    if (sql === BEGIN) {
      this.#begins = true;
      return Promise.resolve(NOTHING);
    }
    const begins = this.#begins;
    this.#begins = false;
    if (begins && ENDS.test(sql)) return Promise.resolve(NOTHING);
    return new Promise((resolve, reject) => {
      this.#asked.push({ job: { sql, bindings, ...(begins && { begins }) }, resolve, reject });
      if (this.#asked.length === 1) process.nextTick(() => void this.#send());
    });
  }

  /** What was asked before is done before. */
  async close(): Promise<void> {
    void this.#send();
    await this.#thread.close();
  }

  /** Never rejects. */
  async #send(): Promise<void> {
    const asked = this.#asked;
    if (asked.length === 0) return;
    this.#asked = [];
    try {
      const answers = await this.#thread.ask(asked.map(({ job }) => job));
      for (const [n, { resolve, reject }] of asked.entries()) {
        const answer = answers[n];
        if (!answer || 'failed' in answer) reject(sqliteError(answer?.failed));
        else resolve(withBuffers(answer));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}

function sqliteError(
  { message, code }: { message: string; code: string | undefined } = { message: 'no answer', code: '' },
) {
  return Object.assign(new Error(message), { code });
}

/** Between threads a Buffer becomes the plain bytes that it is made of. */
function withBuffers(answer: SqliteDone): SqliteDone {
  if ('rows' in answer) answer.rows.forEach(restoreBuffers);
  return answer;
}

function restoreBuffers(row: unknown): void {
  if (typeof row !== 'object' || row === null) return;
  for (const [column, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) {
      Reflect.set(row, column, Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    }
  }
}
