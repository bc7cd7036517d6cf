import type { Message } from '../ports/message-store.ts';
import type { ConversationEvent, TurnStatus } from '../protocol/server-events.ts';
import { NO_TIMINGS, NO_USAGE } from './turn-record.ts';

/** How a turn ended that is stored, as it is told. */
export function turnEndOf(answer: Message & { status: TurnStatus }): ConversationEvent {
  return {
    type: 'turn_end',
    turnId: answer.turnId,
    messageId: answer.id,
    status: answer.status,
    heardText: answer.heardText ?? answer.text,
    timings: answer.timings ?? NO_TIMINGS,
    usage: answer.usage ?? NO_USAGE,
    ...(answer.earlierTalk && { earlierTalk: answer.earlierTalk }),
  };
}

export function hasEnded(answer: Message): answer is Message & { status: TurnStatus } {
  return answer.status !== 'pending';
}
