/** How long it took to hear a spoken question, ms. */
export interface SpokenQuestion {
  /** When the learner's voice stopped, ms since the epoch. */
  finishedAt: number;
  endOfTurnMs: number;
  sttMs: number;
}
