/** A full-text index: what it holds for each row of `entries` (`row_id`, `learner_id`, `lexemes`). */
export interface TextIndex {
  /** SQLite's FTS table; PostgreSQL has a column of `entries` instead. */
  table: string;
  entries: string;
  /** Columns of `entries`. */
  columns: { id: string; group: string; ordinal: string };
}
