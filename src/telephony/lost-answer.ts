import type { Call } from '../ports/call-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { prepareForSpeaking } from '../spoken/speak/prepare.ts';
import { heardOf } from '../voice/heard.ts';
import type { Talks } from '../voice/talks.ts';
import { FILLER_MS, SLOW_MS_A_CHARACTER } from './pace.ts';
import { voiceTag } from './voice-tag.ts';

export interface LostAnswerDeps {
  talks: Talks;
  messages: Pick<MessageStore, 'latestAnswer' | 'saveProgress'>;
}

/**
 * The process that gave Twilio's voice its text was killed, and nobody was left to say how far the voice had come: what can't
 * have been heard by then of the call's last answer no longer counts as heard. Rather too little counts than too much. What is
 * answered in the same talk in the app, or as a text message, is left as it is.
 * @param lostAt when the line was lost, ms since the epoch
 */
export async function cutLostAnswer({ talks, messages }: LostAnswerDeps, call: Call, lostAt: number): Promise<void> {
  const { learnerId, conversationId, callSid, socketAt } = call;
  if (learnerId === undefined || conversationId === undefined || socketAt === undefined) return;
  const answer = await messages.latestAnswer(learnerId, conversationId, callSid);
  if (!answer || answer.createdAt < socketAt) return;
  // A turn that ended with its process doesn't say how long its first sentence took.
  const begunAt = answer.begunAt ?? answer.createdAt;
  const spokenSince = begunAt + (answer.timings?.firstSentenceMs ?? FILLER_MS);
  const letters = Math.max(0, Math.floor((lostAt - spokenSince) / SLOW_MS_A_CHARACTER));
  const spoken = prepareForSpeaking(answer.text, voiceTag(undefined));
  if (letters >= spoken.text.length) return;
  const heardChars = spoken.sourceAt(letters);
  if (answer.status === 'pending') {
    await messages.saveProgress(answer.turnId, answer.text, heardOf(answer.text, heardChars));
  }
  await talks.interrupt(learnerId, conversationId, answer.turnId, heardChars);
}
