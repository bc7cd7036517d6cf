import { unavailable } from '../../errors.ts';
import { ModelThread } from '../../threads/model-thread.ts';

/** A statement for the thread that has the file open. */
export interface SqliteJob {
  sql: string;
  bindings: readonly unknown[];
}

export type SqliteAnswer =
  | { rows: unknown[] }
  | { changes: number; lastInsertRowid: number | bigint }
  /** The statement's own fault or the file's; the thread goes on. */
  | { failed: { message: string; code: string | undefined } };

/** For a file that another process keeps locked for SQLite's 5 s, and a slow disk. */
const OPEN_MS = 30_000;

/** An open SQLite file on a thread of its own: its disk holds nobody up here. */
export class SqliteThread {
  readonly #thread: ModelThread<undefined, SqliteJob, SqliteAnswer>;
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

  private constructor(thread: ModelThread<undefined, SqliteJob, SqliteAnswer>) {
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
  async run(job: SqliteJob): Promise<Exclude<SqliteAnswer, { failed: unknown }>> {
    const answer = await this.#thread.ask(job);
    if ('failed' in answer) throw Object.assign(new Error(answer.failed.message), { code: answer.failed.code });
    if ('rows' in answer) answer.rows.forEach(restoreBuffers);
    return answer;
  }

  /** What was sent before is done before. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** Between threads a Buffer becomes the plain bytes that it is made of. */
function restoreBuffers(row: unknown): void {
  if (typeof row !== 'object' || row === null) return;
  for (const [column, value] of Object.entries(row)) {
    if (value instanceof Uint8Array) {
      Reflect.set(row, column, Buffer.from(value.buffer, value.byteOffset, value.byteLength));
    }
  }
}
