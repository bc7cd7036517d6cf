import type { ResumePoint } from '../protocol/client-messages.ts';
import type { ConversationEvent, LoggedEvent } from '../protocol/server-events.ts';

/**
 * The last events of each live conversation, numbered, under an epoch: at most 2,048 events, kept for 10 minutes after
 * the last one. SQL is the truth; this serves those who were away for a moment.
 */
export interface EventLog {
  /** Gives the event the next offset, keeps it and hands it to all subscribers, on every node. */
  append(conversationId: string, event: ConversationEvent): Promise<LoggedEvent>;
  /** The epoch (begun if there is none) and the last offset given out in it, 0 at first. */
  position(conversationId: string): Promise<ResumePoint>;
  /** Every event after the point, in order; undefined when the epoch is another or events are missing. Never a part. */
  since(conversationId: string, point: ResumePoint): Promise<LoggedEvent[] | undefined>;
  /** Calls `listener` for each later event, in order. @returns the function that ends it. */
  subscribe(conversationId: string, listener: (event: LoggedEvent) => void): Promise<() => void>;
  /** Forgets a conversation that was deleted. */
  drop(conversationId: string): Promise<void>;
}
