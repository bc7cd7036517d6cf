import { notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { Talks, UserMessage } from './talks.ts';

export interface AskedTurn {
  conversation: Conversation;
  learnerName: string;
  message: UserMessage;
}

export interface FollowDeps {
  talks: Talks;
  eventLog: EventLog;
  messages: MessageStore;
  clock: Clock;
  /** After so long without an event the record is looked at, ms: the log may lose one, the record never does. */
  lookAgainMs?: number | undefined;
}

export interface Followed {
  answerId: string;
  /** False when `signal` was aborted before the turn had ended. */
  ended: boolean;
}

const LOOK_AGAIN_MS = 5000;

/**
 * Asks, and gives the events of the turn that answers, up to its `turn_end`. What refuses the message is thrown at the first
 * `next()`; `not_found` when the conversation is deleted meanwhile. Aborting `signal` ends the stream; the turn goes on.
 */
export async function* askAndFollow(
  deps: FollowDeps,
  { conversation, learnerName, message }: AskedTurn,
  signal: AbortSignal,
): AsyncGenerator<LoggedEvent, Followed> {
  const { talks, eventLog, messages } = deps;
  const inbox: LoggedEvent[] = [];
  const bell = createBell(deps);
  signal.addEventListener('abort', bell.ring);
  // Before asking, so that nothing is missed in between.
  const unsubscribe = await eventLog.subscribe(conversation.id, (event) => {
    inbox.push(event);
    bell.ring();
  });
  try {
    const { turnId, answerId } = await talks.submit(conversation, learnerName, message);
    while (!signal.aborted) {
      const event = inbox.shift();
      if (event && concerns(event, turnId, message.id)) {
        yield event;
        if (event.type === 'turn_end') return { answerId, ended: true };
      }
      if (inbox.length > 0 || (await bell.rings())) continue;
      const answer = await messages.find(conversation.learnerId, answerId);
      if (!answer) throw notFound('conversation');
      if (answer.status !== 'pending' && inbox.length === 0) return { answerId, ended: true };
    }
    return { answerId, ended: false };
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', bell.ring);
  }
}

/** Waits for a ring, also one from before the waiting began, or until it is time to look: then `rings` gives false. */
function createBell({ clock, lookAgainMs = LOOK_AGAIN_MS }: FollowDeps) {
  let rung = false;
  let answer = (): void => undefined;
  return {
    ring: (): void => {
      rung = true;
      answer();
    },
    async rings(): Promise<boolean> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(lookAgainMs, resolve);
          answer = () => {
            cancel();
            resolve();
          };
        });
      }
      const result = rung;
      rung = false;
      return result;
    },
  };
}

/** What names no turn tells how the conversation goes, and is for everybody in it. */
function concerns(event: LoggedEvent, turnId: string, messageId: string): boolean {
  if (event.type === 'accepted' || event.type === 'transcript') return event.id === messageId;
  return 'turnId' in event ? event.turnId === turnId : true;
}
