import type { HeardPart } from './listen/ear-types.ts';
import type { LineEnd } from './speak/voices.ts';

/** How a spoken question was heard; times in ms. */
export interface SpokenQuestion {
  /** When the learner's voice stopped, ms since the epoch. */
  finishedAt: number;
  endOfTurnMs: number;
  sttMs: number;
  /** Which of the client's stretches are in it. */
  heard?: readonly HeardPart[] | undefined;
  /** The line over which it was asked, which may be gone. */
  line?: LineEnd | undefined;
}
