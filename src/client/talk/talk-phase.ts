import type { EarState } from '../speech/ear.ts';

/**
 * `answering` is writing without a voice; `ready` is a talk in which nothing goes on and nothing was interrupted; `away` is one whose
 * answer waits for the connection.
 */
export type TalkPhase = 'ready' | 'listening' | 'thinking' | 'answering' | 'speaking' | 'paused' | 'away';

/** What tells which phase a talk is in. */
export interface PhaseFacts {
  ear: EarState;
  /** A sentence is being spoken. */
  spoken: boolean;
  /** The tutor waits in the middle of it to hear the learner. */
  holding: boolean;
  /** The phone has taken the sound away. */
  interrupted: boolean;
  /** The learner has the talk stand still. */
  onHold: boolean;
  /** An answer is being written, of which there is this much. */
  answer: string | undefined;
  /** The answer is heard when the server has spoken it, not when it is written. */
  heardLater: boolean;
  /** A question is on its way, or the server is at it. */
  asked: boolean;
  /** The server can't be reached, for longer than a moment. */
  lineLost: boolean;
}

/** What the learner is told about a talk in one word. */
export function phaseOf(facts: PhaseFacts): TalkPhase {
  if (facts.onHold && facts.ear !== 'open') return 'paused';
  if (facts.spoken && facts.interrupted) return 'paused';
  if (facts.holding) return 'listening';
  if (facts.spoken) return 'speaking';
  if (facts.lineLost && (facts.answer !== undefined || facts.asked)) return 'away';
  if (facts.answer && !facts.heardLater) return 'answering';
  if (facts.answer !== undefined || facts.asked) return 'thinking';
  if (facts.ear === 'open') return 'listening';
  return facts.ear === 'muted' || facts.ear === 'interrupted' ? 'paused' : 'ready';
}
