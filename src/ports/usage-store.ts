import type { Timings } from '../protocol/common.ts';

/** Where the time of one turn went; nothing of what was said in it. */
export interface SlowTurn {
  turnId: string;
  learnerName: string;
  /** ms since the epoch. */
  askedAt: number;
  /** From the question's arrival to the end of the answer. */
  totalMs: number;
  status: string;
  errorCode?: string | undefined;
  model: string;
  timings: Timings;
  inputTokens: number;
  outputTokens: number;
}

/** Sums over turns. Tokens as the model counts them; cost in US dollars. */
export interface UsageTotals {
  turns: number;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  costUsd: number;
}

/**
 * What turns cost, for operators: one row a turn, written by `MessageStore.endTurn`, and one
 * a document that a model was shown. Days are UTC, `YYYY-MM-DD`; every sum
 * begins with `sinceDay`.
 */
export interface UsageStore {
  /** Oldest day first; days without a turn are left out. */
  perDay(sinceDay: string): Promise<(UsageTotals & { day: string })[]>;
  /** Dearest first, then by turns. `none` stands for turns that ended without a model. */
  perModel(sinceDay: string): Promise<(UsageTotals & { model: string })[]>;
  /** Dearest first, then by turns; at most `limit`. */
  perLearner(sinceDay: string, limit: number): Promise<(UsageTotals & { learnerId: string; name: string })[]>;
  /**
   * The turns ended since (ms since the epoch) whose learners waited longest for the first sentence, or for the end where
   * there was no sentence; longest first. Those whose talk is deleted are gone.
   */
  slowest(since: number, limit: number): Promise<SlowTurn[]>;
}

/** What a learner used outside of a turn. */
export interface FurtherUse {
  /** Noted once under this name; at most 64 characters. */
  id: string;
  learnerId: string;
  model: string;
  usage: { inputTokens: number; outputTokens: number; cachedTokens: number; costUsd: number };
  now: number;
}

export interface UsageNotes {
  /** Counted among what turns cost, as a turn of its own. */
  add(use: FurtherUse): Promise<void>;
}
