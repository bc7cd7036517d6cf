/** A statement for the thread that has the file open. */
export interface SqliteJob {
  sql: string;
  bindings: readonly unknown[];
  /** It is the first of a transaction. */
  begins?: boolean;
}

export type SqliteAnswer =
  | { rows: unknown[] }
  | { changes: number; lastInsertRowid: number | bigint }
  /** The statement's own fault or the file's; the thread goes on. */
  | { failed: { message: string; code: string | undefined } };

export type SqliteDone = Exclude<SqliteAnswer, { failed: unknown }>;

/** A statement that ends a transaction, and not only a part of it. */
export const ENDS = /^(COMMIT|ROLLBACK)\b(?! TO)/;
