import type { LineEnd } from './speak/voices.ts';

/** How a spoken question was heard; times in ms. */
export interface SpokenQuestion {
  /** When the learner's voice stopped, ms since the epoch. */
  finishedAt: number;
  endOfTurnMs: number;
  sttMs: number;
  /** The line over which it was asked, which may be gone. */
  line?: LineEnd | undefined;
}
