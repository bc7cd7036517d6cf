/** What somebody said in a conversation and how well it answers a search. */
export interface SaidHit {
  messageId: string;
  conversationId: string;
  /** Title of its conversation; may be empty. */
  title: string;
  role: 'learner' | 'tutor';
  /** What was said: of an answer, what of it was heard. */
  text: string;
  createdAt: number;
  /** What it is in, two letters, where that was told. */
  language?: string | undefined;
  /** Higher is better; comparable within one answer only. */
  score: number;
}

/** Milliseconds; `from` counts, `to` doesn't. */
export interface TimeRange {
  from?: number | undefined;
  to?: number | undefined;
}

/** In which stretch of time, and in which talks: all where it is not said. */
export interface SaidScope extends TimeRange {
  conversationIds?: string[] | undefined;
}

interface SaidAnswer {
  hits: SaidHit[];
  corrections: string[];
}

/** Finds what was said, in the conversations of the learner alone. Superseded and pending answers are not found. */
export interface SaidSearch {
  /**
   * Full-text search for any of `words` (plain words, never query syntax; at most 16 count). Best first; `corrections` are words of
   * talks that were looked for in the place of misspelled ones.
   */
  search(learnerId: string, words: string[], options: SaidScope & { limit: number }): Promise<SaidAnswer>;
  /** In the order asked for, scores 0; what is not there, not the learner's, or outside of the range is left out. */
  byIds(learnerId: string, messageIds: string[], range?: TimeRange): Promise<SaidHit[]>;
}
