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
 * longer, and another `turn_end` says so to everyone. Only ever shorter, so a repeat changes nothing. The next question may
 * have been asked meanwhile: a learner who speaks over a browser's voice is understood before the browser can tell how
 * much of it they had heard.
 */
export async function cutShort(
  parts: Pick<TurnParts, 'stores' | 'eventLog' | 'logger'>,
  { learnerId, conversationId, turnId, heardChars }: LateInterrupt,
): Promise<'cut' | 'kept' | 'unended'> {
  const { messages } = parts.stores;
  const answer = await messages.answerOf(learnerId, conversationId, turnId);
  if (!answer || !hasEnded(answer)) return 'unended';
  const heard = heardOf(answer.text, heardChars);
  const believed = answer.heardText ?? answer.text;
  // White space at the end is nothing that could be heard.
  if (heard.length >= believed.trimEnd().length) return 'kept';
  const cut = await messages.cutHeard(learnerId, answer.id, heard);
  if (!cut || !hasEnded(cut)) return 'kept';
  try {
    await parts.eventLog.append(conversationId, turnEndOf(cut));
  } catch (error) {
    // It is stored, so whoever loads the conversation sees it.
    parts.logger.error({ err: error }, 'that an answer was stopped late could not be told');
  }
  return 'cut';
}
