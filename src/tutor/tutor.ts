import type { Holdings } from '../ports/vector-spaces.ts';
import type { Mode, PassageReference, Usage } from '../protocol/common.ts';

/** A message of the talk so far: the tutor's as they were heard, not as they were generated. */
export interface HistoryItem {
  role: 'learner' | 'tutor';
  text: string;
  /** The tutor was cut short after this text: spoken over, or failed. */
  interrupted?: boolean;
}

export interface Question {
  learnerId: string;
  /** Left out of what is remembered of earlier talks. */
  conversationId?: string | undefined;
  learnerName: string;
  text: string;
  mode: Mode;
  /** BCP 47; undefined: answer in the language of the question. */
  language?: string | undefined;
  documentIds?: string[] | undefined;
  /** The earlier talks that may be remembered; undefined: all of the learner's. */
  remembered?: string[] | undefined;
  /** Oldest first, without this question. */
  history: HistoryItem[];
  /** What the learner has to look into, where that is known: nothing is searched in vain then. */
  holdings?: Holdings | undefined;
}

/**
 * What an answer is made of, in this order: `passages`, then `delta`s with each `sentence` after the text that completes it
 * and each `citation` after the sentence it stands behind, then `end`. When the tutor looks further while it answers,
 * `passages` comes again with all passages so far, the earlier ones under their old numbers. A `notice` may come anywhere.
 * `usage` may come anywhere: what was spent so far, cumulative, so that an answer which is stopped or fails is counted as
 * well. It is told with the prompt and after each sentence; the tokens of text that the model has not counted yet are
 * estimated from it. `end` has the last word.
 * All `delta`s joined are the answer's text; its sentences are parts of it, with only white space between them.
 */
export type AnswerEvent =
  | { type: 'passages'; passages: PassageReference[]; retrievalMs: number; degraded: boolean }
  | { type: 'first_token'; ms: number }
  | { type: 'delta'; text: string }
  | { type: 'sentence'; index: number; text: string }
  | { type: 'citation'; n: number; sentence: number; quote: string; start: number; end: number }
  | {
      type: 'notice';
      code: string;
      message: string;
      /** What it is about, where that is something said before. */
      conversationId?: string | undefined;
      messageId?: string | undefined;
    }
  | { type: 'usage'; model: string; usage: Usage }
  | { type: 'end'; model: string; usage: Usage };

/** Answers from the learner's material. Throws AppError where no honest answer could be given. */
export interface Tutor {
  /** Modes that this tutor can teach in. */
  readonly modes: readonly Mode[];
  /**
   * Begins retrieval for what the learner seems to be asking, while they still speak; the next `answer` uses it when the
   * words have hardly changed. Never throws, costs nothing when wrong.
   */
  anticipate(question: Pick<Question, 'learnerId' | 'text' | 'documentIds' | 'history' | 'holdings'>): void;
  /** Aborting `signal` ends the stream by throwing its reason. */
  answer(question: Question, signal: AbortSignal): AsyncIterable<AnswerEvent>;
}
