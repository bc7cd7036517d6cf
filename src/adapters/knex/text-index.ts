/** A full-text index: what it holds for each row of `entries` (`row_id`, `learner_id`, `lexemes`). */
export interface TextIndex {
  /** SQLite's FTS table; PostgreSQL has a column of `entries` instead. */
  table: string;
  entries: string;
  /** Columns of `entries`. */
  columns: { id: string; group: string; ordinal: string };
  /** Where the words of each group are noted, separated by spaces, and the column that says which group's. */
  words: { table: string; group: string };
}
