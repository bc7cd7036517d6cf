import type { EndedTurn, StartedTurn } from '../events/turns.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConversationStore } from '../ports/conversation-store.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Tutor } from '../tutor/tutor.ts';
import type { EarlyAnswers } from './early-answers.ts';
import type { Grounds } from './grounds.ts';
import type { LineKind } from './line-kind.ts';
import type { SessionTurn } from './session.ts';
import type { Voices } from './speak/voices.ts';
import type { SpokenQuestion } from './spoken-question.ts';

/** A stored turn with all that is needed to run it. */
export interface TurnTask extends SessionTurn {
  answerId: string;
  conversationId: string;
  learnerId: string;
  learnerName: string;
  text: string;
  /** When the question was stored: its place in the talk. */
  createdAt: number;
  /** When the learner had finished, ms since the epoch. */
  askedAt: number;
  door: EndedTurn['door'];
  /** The kind of line over which it is answered aloud; undefined: nowhere. */
  line: LineKind | undefined;
  /** Twilio's id of the call that the answer is given to as text. */
  callSid?: string | undefined;
  /** When it began to run, ms since the epoch, where others ran before it. */
  begunAt?: number | undefined;
  /** No turn began before it that might still run, on whatever node. */
  alone?: boolean;
  /** How the question was heard; undefined for one that was written. */
  spoken?: SpokenQuestion | undefined;
}

/** The business events of turns; made by `createEvents`. */
interface TurnEvents {
  started(turn: StartedTurn): void;
  ended(turn: EndedTurn): void;
}

/** What running a turn needs from outside. */
export interface TurnParts {
  stores: {
    conversations: ConversationStore;
    messages: MessageStore;
  };
  grounds: Pick<Grounds, 'read'>;
  eventLog: EventLog;
  tutor: Tutor;
  /** Undefined: turns of text alone. */
  voices?: Voices | undefined;
  /** Undefined: no answer is prepared before it is asked for. */
  early?: EarlyAnswers | undefined;
  clock: Clock;
  events: TurnEvents;
  logger: Logger;
  /** Something that is stored could not be told in this conversation. */
  onUntold?: ((conversationId: string) => void) | undefined;
}

/** The turn whose time to answer begins now; a learner who spoke has been waiting since their voice stopped. */
export function afterWaiting(task: TurnTask, now: number): TurnTask {
  return { ...task, begunAt: now, ...(!task.spoken && { askedAt: now }) };
}
