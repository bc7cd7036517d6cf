import type { EarState } from '../speech/ear.ts';

export type TalkPhase = 'listening' | 'thinking' | 'speaking' | 'paused';

/** What tells which of the four phases a talk is in. */
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
}

/** What the learner is told about a talk in one word. */
export function phaseOf(facts: PhaseFacts): TalkPhase {
  if (facts.onHold && facts.ear !== 'open') return 'paused';
  if (facts.spoken && facts.interrupted) return 'paused';
  if (facts.holding) return 'listening';
  if (facts.spoken || (facts.answer && !facts.heardLater)) return 'speaking';
  if (facts.answer !== undefined || facts.asked) return 'thinking';
  return facts.ear === 'open' ? 'listening' : 'paused';
}
