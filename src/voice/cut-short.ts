import { heardOf } from './heard.ts';
import { hasEnded, turnEndOf } from './turn-end-event.ts';
import type { TurnParts } from './turn-task.ts';

/** What a learner stopped, and how much they had heard of it. */
export interface LateInterrupt {
  learnerId: string;
  conversationId: string;
  turnId: string;
  /** UTF-16 units of the answer's text. */
  heardChars: number;
}

/**
 * Stops an answer whose turn has ended already, as one that is still being spoken: what was not heard of it counts no
 * longer, and another `turn_end` says so to everyone. Only the conversation's last answer, and only ever shorter: what was
 * answered upon stays as it was, and a repeat changes nothing.
 *
 * @returns whether this is the conversation's last answer and has ended; otherwise its turn may still run somewhere.
 */
export async function cutShort(parts: Pick<TurnParts, 'stores' | 'eventLog' | 'logger'>, late: LateInterrupt) {
  const { learnerId, conversationId, turnId, heardChars } = late;
  const { messages } = parts.stores;
  const answer = await messages.latestAnswer(learnerId, conversationId);
  if (answer?.turnId !== turnId || !hasEnded(answer)) return false;
  const heard = heardOf(answer.text, heardChars);
  const believed = answer.heardText ?? answer.text;
  // White space at the end is nothing that could be heard.
  if (heard.length >= believed.trimEnd().length) return true;
  const cut = await messages.cutHeard(learnerId, answer.id, heard);
  if (!cut || !hasEnded(cut)) return true;
  try {
    await parts.eventLog.append(conversationId, turnEndOf(cut));
  } catch (error) {
    // It is stored, so whoever loads the conversation sees it.
    parts.logger.error({ err: error }, 'that an answer was stopped late could not be told');
  }
  return true;
}
